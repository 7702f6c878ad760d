"""Plays `kubectl` for the KubeRay guide where there is no Kubernetes: it understands the guide's
commands and nothing else, and refuses what would not fit together there. A port-forward really
forwards, to the port of KUBECTL_DASHBOARD. What it is told is kept in the folder of KUBECTL_STATE.
"""

import base64
import json
import os
import pathlib
import re
import socket
import sys
import threading

import yaml

state = pathlib.Path(os.environ["KUBECTL_STATE"])


def secret(name):
    return state / ("secret-" + name)


def cluster(manifest):
    with open(manifest, encoding="utf-8") as file:
        return yaml.safe_load(file)


def create_secret(name, source):
    key, file = re.fullmatch("--from-file=([^=]+)=(.+)", source).groups()
    content = base64.b64encode(pathlib.Path(file).read_bytes()).decode()
    secret(name).write_text(json.dumps({key: content}))


def apply(manifest):
    spec = cluster(manifest)
    groups = [spec["spec"]["headGroupSpec"], *spec["spec"]["workerGroupSpecs"]]
    variables = []
    for group in groups:
        found = {}
        for variable in group["template"]["spec"]["containers"][0]["env"]:
            reference = variable.get("valueFrom", {}).get("secretKeyRef")
            if reference:
                content = json.loads(secret(reference["name"]).read_text())[reference["key"]]
                found[variable["name"]] = base64.b64decode(content).decode()
            else:
                found[variable["name"]] = variable["value"]
        variables.append(found)
    # The variables of the head, and of each group of workers, for who starts the cluster.
    (state / "variables").write_text(json.dumps(variables))
    (state / "cluster").write_text(json.dumps(spec))


def get_secret(name, wanted):
    key = re.fullmatch(r"jsonpath=\{\.data\.(\w+)\}", wanted).group(1)
    sys.stdout.write(json.loads(secret(name).read_text())[key])


def pump(source, target):
    try:
        while piece := source.recv(65536):
            target.sendall(piece)
        target.shutdown(socket.SHUT_WR)
    except OSError:
        pass


def port_forward(service, ports):
    spec = json.loads((state / "cluster").read_text())
    here, there = map(int, ports.split(":"))
    head = spec["spec"]["headGroupSpec"]["template"]["spec"]["containers"][0]
    if service != "service/" + spec["metadata"]["name"] + "-head-svc":
        sys.exit("there is no " + service)
    if there not in [port["containerPort"] for port in head["ports"]]:
        sys.exit("the head has no port " + str(there))
    server = socket.create_server(("127.0.0.1", here))
    while True:
        client, _ = server.accept()
        dashboard = socket.create_connection(("127.0.0.1", int(os.environ["KUBECTL_DASHBOARD"])))
        threading.Thread(target=pump, args=(client, dashboard), daemon=True).start()
        threading.Thread(target=pump, args=(dashboard, client), daemon=True).start()


match sys.argv[1:]:
    case ["create", "secret", "generic", name, source]:
        create_secret(name, source)
    case ["apply", "-f", manifest]:
        apply(manifest)
    case ["get", "secret", name, "-o", wanted]:
        get_secret(name, wanted)
    case ["port-forward", service, ports]:
        port_forward(service, ports)
    case ["delete", "-f", manifest]:
        cluster(manifest)
        (state / "cluster").unlink()
    case ["delete", "secret", name]:
        secret(name).unlink()
    case words:
        sys.exit("no such command here: " + " ".join(words))
