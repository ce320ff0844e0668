"""The explorer: a page in which trained nets run, so that a reader can delete units and see the answers change."""
