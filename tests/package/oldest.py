"""Print the least versions that ``pyproject.toml`` accepts, for pip: ``python -m tests.package.oldest``."""

from tests.package.declared import least_versions

if __name__ == "__main__":
    print("\n".join(f"{name}=={version}" for name, version in sorted(least_versions().items())))
