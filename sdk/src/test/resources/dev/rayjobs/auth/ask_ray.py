"""Answers, with Ray's own loader, what token or mode it takes from given environment variables.

Reads one question a line: the word `token` or `mode`, then NAME=BASE64 for each variable;
PWD is the folder to ask in.
Answers one line each: `found BASE64`, `none`, `broken`, `undecodable`, or the mode's number.
Argument: the path, relative to that folder, that stands in for Kubernetes' token.
"""

import base64
import importlib.util
import os
import sys
import tempfile

KUBERNETES = b"/var/run/secrets/ray.io/serviceaccount/token"
VARIABLES = ["HOME", "RAY_AUTH_MODE", "RAY_AUTH_TOKEN", "RAY_AUTH_TOKEN_PATH", "RAY_ENABLE_K8S_TOKEN_AUTH"]


def with_other_kubernetes_path(path, folder):
    """The path is built into Ray and belongs to root: a copy of the library has another in its place."""
    original = importlib.util.find_spec("ray").submodule_search_locations[0]
    with open(os.path.join(original, "_raylet.so"), "rb") as library:
        code = library.read()
    found = code.count(KUBERNETES)
    if found == 0:
        return  # 2.52 has no such place.
    if found != 1:
        sys.exit("Kubernetes' path is in Ray's library more than once")
    replacement = path.encode()
    replacement = b"." + b"/" * (len(KUBERNETES) - 1 - len(replacement)) + replacement
    copy = os.path.join(folder, "ray")
    os.makedirs(copy)
    for name in os.listdir(original):
        if name != "_raylet.so":
            os.symlink(os.path.join(original, name), os.path.join(copy, name))
    with open(os.path.join(copy, "_raylet.so"), "wb") as library:
        library.write(code.replace(KUBERNETES, replacement))
    sys.path.insert(0, folder)


package = tempfile.TemporaryDirectory()
with_other_kubernetes_path(sys.argv[1], package.name)

import ray  # noqa: E402
from ray._raylet import AuthenticationTokenLoader, Config, get_authentication_mode  # noqa: E402


def token():
    loader = AuthenticationTokenLoader.instance()
    loader.reset_cache()
    try:
        if not loader.has_token():
            return "none"
        return "found " + base64.b64encode(loader.get_raw_token().encode()).decode()
    except UnicodeDecodeError:
        return "undecodable"
    except ray.exceptions.AuthenticationError as e:
        # In 2.60 both: the words tell them apart.
        return "none" if "couldn't find an authentication token" in str(e) else "broken"


def mode():
    return str(int(get_authentication_mode()))


def answer(question):
    kind, *variables = question.split()
    for name in VARIABLES:
        os.environ.pop(name, None)
    if kind == "token":
        os.environ["RAY_AUTH_MODE"] = "token"
    for variable in variables:
        name, value = variable.split("=", 1)
        os.environb[name.encode()] = base64.b64decode(value)
        if name == "PWD":
            os.chdir(base64.b64decode(value))
    Config.initialize("")
    return token() if kind == "token" else mode()


def in_a_child(question):
    """Ray reads its settings once, and 2.52 ends the process when a file is missing."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
        os.write(writing, answer(question).encode())
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        said = pipe.read().decode()
    _, status = os.waitpid(child, 0)
    return said if status == 0 else "broken"


questions = sys.stdin.read().splitlines()
for question in questions:
    print(in_a_child(question))
package.cleanup()
sys.stdout.flush()
os._exit(0)  # Ray's own farewell wants the package that is gone.
