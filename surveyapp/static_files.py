"""Static files under names that change with their content; modules find each other there."""

from __future__ import annotations

from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticFilesStorage(CompressedManifestStaticFilesStorage):
    """WhiteNoise's, which also writes hashed names into the imports of JavaScript modules.

    Otherwise a page would load its own module by the new name, and what that imports by the old
    one, which browsers and the survey's service worker may have kept from an earlier version.
    """

    support_js_module_import_aggregation = True
