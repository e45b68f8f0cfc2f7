"""Names of the columns of searches, as search consoles and search services export them in the languages of users.

Google Search Console, Bing Webmaster Tools, Google Analytics 4, Matomo, Algolia, Typesense and Meilisearch; all by
hand, from their exports and translations. Names are compared folded: without case, accents, ``_`` and parentheses.
"""

QUERY_COLUMNS = (
    *("query", "queries", "top queries", "search query", "search queries", "search term", "search terms", "search"),
    *("term", "keyword", "keywords", "q", "search string", "site search", "site search keyword", "label", "phrase"),
    *("suchanfragen", "suchanfrage", "häufigste suchanfragen", "suchbegriff", "suchbegriffe", "suchwort"),
    *("requêtes", "requête", "requêtes les plus fréquentes", "principales requêtes", "mot-clé", "mots-clés"),
    *("terme de recherche", "consultas", "consulta", "consultas principales", "principales consultas"),
    *("palabra clave", "término de búsqueda", "términos de búsqueda", "consultas mais frequentes"),
    *("principais consultas", "termo de pesquisa", "termos de pesquisa", "palavra-chave", "termo de busca"),
    *("query più frequenti", "query principali", "parola chiave", "termine di ricerca"),
    *("populairste zoekopdrachten", "zoekopdrachten", "zoekopdracht", "zoekterm", "zoektermen"),
    *("topzoekopdrachten", "najczęstsze zapytania", "zapytania", "zapytanie", "słowo kluczowe"),
    *("wyszukiwane hasło", "上位のクエリ", "クエリ", "検索キーワード", "検索語句", "キーワード", "热门查询"),
    *("热门查询项", "排名靠前的查询", "查询", "搜索字词", "关键词", "搜索词", "熱門查詢", "查詢", "關鍵字"),
    *("搜尋字詞", "인기 검색어", "검색어", "쿼리", "키워드", "популярные запросы", "запросы", "запрос"),
    *("поисковый запрос", "ключевое слово", "найчастіші запити", "запити", "запит", "en çok yapılan sorgular"),
    *("sorgu", "sorgular", "vanligaste frågorna", "frågor", "sökfråga", "sökord", "søgeord", "søgeforespørgsler"),
    *("nejčastější dotazy", "dotazy", "dotaz", "hledaný výraz", "أهم طلبات البحث", "طلب البحث"),
)
COUNT_COLUMNS = (
    *("count", "searches", "search count", "searchcount", "total searches", "impressions", "event count"),
    *("total unique searches", "volume", "search volume", "number of searches", "times", "total", "nb searches"),
    *("nbsearches", "queries", "nb visits", "occurrences", "appeared", "impressionen", "anzahl", "suchvorgänge"),
    *("ereignisanzahl", "impresiones", "búsquedas", "número de eventos", "recuento de eventos", "impressões"),
    *("pesquisas", "contagem de eventos", "apparitions", "affichages", "recherches", "nombre d'événements"),
    *("impressioni", "ricerche", "conteggio eventi", "vertoningen", "zoekacties", "aantal gebeurtenissen"),
    *("wyświetlenia", "wyszukiwania", "liczba zdarzeń", "表示回数", "検索数", "イベント数", "展示次数", "展示"),
    *("搜索次数", "事件数", "曝光", "曝光次數", "曝光數", "搜尋次數", "事件計數", "노출수", "노출", "검색 수"),
    *("이벤트 수", "показы", "поиски", "количество событий", "покази", "gösterimler", "gösterim", "exponeringar"),
    *("visningar", "eksponeringer", "zobrazení", "مرات الظهور"),
)
CLICK_COLUMNS = (
    *("clicks", "click count", "clickcount", "total clicks", "klicks", "clics", "cliques", "clic", "klikken"),
    *("kliks", "kliknięcia", "クリック数", "クリック", "点击次数", "点击", "點擊", "點擊次數", "點閱", "點閱次數"),
    *("클릭수", "클릭", "клики", "кліки", "tıklamalar", "tıklama", "klick", "klik", "kliknutí", "النقرات"),
)
RESULT_COLUMNS = (
    *("results", "total results", "result count", "resultcount", "results count", "nb hits", "nbhits", "hits"),
    *("num results", "number of results", "found", "hits count", "treffer", "ergebnisse", "résultats"),
    *("resultados", "risultati", "resultaten", "wyniki", "結果数", "检索结果", "结果数", "結果數", "결과 수"),
    *("результаты",),
)
OTHER_COLUMNS = (
    *("ctr", "position", "avg position", "average position", "country", "device", "page", "pages", "date", "rank"),
    *("click through rate", "clickthrough rate", "conversion rate", "conversion count", "avg click position"),
    *("position moyenne", "posición", "posição", "posizione", "positie", "pozycja", "掲載順位", "平均掲載順位"),
    *("排名", "平均排名", "게재순위", "평균 게재순위", "позиция", "средняя позиция", "позиція", "konum"),
    *("durchschnittliche position", "user", "users", "total users", "sessions", "index", "id", "no result rate"),
    *("noresults", "type", "category"),
)
"""Columns that say nothing of how often a query was searched: no notice is given of them."""
