"""What Ray's own job client does with a working directory before it sends it, but for the sending.

Argument: the directory. Prints the URI and the number of bytes that would be sent.
"""

import sys
import tempfile
from pathlib import Path

from ray._private.ray_constants import get_runtime_env_default_excludes
from ray._private.runtime_env.packaging import create_package, get_uri_for_directory

directory = sys.argv[1]
excludes = get_runtime_env_default_excludes()
uri = get_uri_for_directory(directory, include_gitignore=True, excludes=excludes)
with tempfile.TemporaryDirectory() as scratch:
    package = Path(scratch) / "package.zip"
    create_package(directory, package, include_gitignore=True, excludes=excludes)
    print(uri, len(package.read_bytes()), "bytes")
