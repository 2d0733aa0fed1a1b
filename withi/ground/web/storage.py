from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticFilesStorage(CompressedManifestStaticFilesStorage):
    """Hashed names for ever, also for the relative imports inside our ES modules."""

    support_js_module_import_aggregation = True
