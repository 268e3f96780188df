"""Everything that runs models and looks at them: one file a command, beside them the parts commands share."""
