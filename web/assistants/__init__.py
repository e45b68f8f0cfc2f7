"""An MCP server over the index, for coding assistants."""
