"""The words that queries lose."""

from corpus.plain_text import word_set

STOP_WORDS = word_set(
    """
    a able about above across actually after again against all almost along already also although always
    am among an and another any anybody anyone anything anyway are aren't around article articles as at
    away back be because become becomes been before being below best better between both but by came can
    can't cannot come comes could couldn't describe did didn't difference differences different do does doesn't
    doing don't done down during each either else enough especially etc ever every example explain far
    few following for found from further get gets give given gives good got had hadn't has hasn't have
    haven't having he help her here hers herself him himself his how however i i'd i'll i'm i've if in
    information interested into is isn't it it's its itself just kind know known less let's like lot
    made make makes making many may maybe me mean means might more most much must my myself need needs
    neither no nor not now of off often ok on once one only or other others ought our ours ourselves out
    over own paper papers per perhaps please possible possibly put question questions quite rather
    really same say says see seem seems shall she should shouldn't show shown simple simply since so
    some someone something sometimes still such sure take taken tell than that that's the their theirs
    them themselves then there there's these they they're thing things think this those though through
    thus to too tried try trying under understand until up upon us use used uses using usually various
    versus very via vs want wants was wasn't way ways we we're well were weren't what what's whatever when where
    whether which while who whom whose why will with within without won't work working works would
    wouldn't yes yet you you'd you'll you're you've your yours yourself yourselves
    """
)
"""Words that English queries lose, unless they have no others; the index keeps them. By hand, from a longer list: in a
prototype a short list cost .9 % nDCG@10."""

GLUE = word_set("a an and are at do does how i in is my of on or the to versus vs was what when why with")
"""The stop words that short queries lose too: in ``for loop`` or ``like operator`` the others are subjects. By hand."""
