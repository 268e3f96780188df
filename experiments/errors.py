"""What may go wrong that is nobody's bug: said in plain words, without a traceback."""


class SettingsError(ValueError):
    """A command that cannot be carried out as asked; nothing was run. One line for each problem."""


class EngineError(RuntimeError):
    """Workers that cannot be had; what is stored stays."""


class StoreError(RuntimeError):
    """Results that cannot be written, read or trusted; the message says which and what to do."""
