"""Whether the provider starts, the emulator can be served, and Linode be reached from here.

Starts the provider as Terraform does, up to its handshake line, and ends it. Sends nothing to
any network, and never shows a token.
"""

from __future__ import annotations

import os
import subprocess
import tempfile
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from typing import IO, TYPE_CHECKING
from urllib.parse import urlsplit

from shim_provider import install
from shim_provider.cli import emulator
from shim_provider.cli.install import without_mirrors
from shim_provider.plugin.handshake import COOKIE, COOKIE_NAME

from .finding import Finding

if TYPE_CHECKING:
    from shim_provider.plugin.warm.asking import Served

# How long a start may take before it counts as a failure, in seconds: a hundred times the usual.
_PATIENCE = 20.0


def provider(_environment: Mapping[str, str]) -> Finding:
    """The bundled provider, launched as Terraform launches it."""
    with tempfile.TemporaryDirectory(prefix="linode-shim-doctor-") as directory:
        try:
            install.seed_stack(Path(directory))
        except RuntimeError as error:
            mend = "use a Python installation's own command, on Linux or macOS"
            return Finding("provider", "missing", str(error), mend)
        reply, seconds = _handshake(Path(directory))
    if reply.startswith("1|6|"):
        detail = f"{install.PROVIDER_VERSION}, handshake after {seconds * 1000:.0f} ms"
        return Finding("provider", "ok", detail)
    mend = "pip install --force-reinstall cdktf-linode-image"
    return Finding("provider", "missing", f"does not start: {reply or 'no handshake'}", mend)


def _handshake(directory: Path) -> tuple[str, float]:
    """The first line that the launcher in `directory` prints, and the seconds until then.

    Cold, so that this very installation is started, and no process is left.
    """
    launcher = next(directory.rglob(install.LAUNCHER_NAME))
    environment = {**os.environ, COOKIE_NAME: COOKIE}
    began = time.perf_counter()
    with subprocess.Popen(
        [launcher, "--cold"], cwd=directory, env=environment, stdout=subprocess.PIPE, text=True
    ) as process:
        alarm = threading.Timer(_PATIENCE, process.kill)
        alarm.start()
        line = _first_line(process.stdout)
        seconds = time.perf_counter() - began
        process.terminate()
        process.wait()
        alarm.cancel()
    return line, seconds


def _first_line(stream: IO[str] | None) -> str:
    return stream.readline().strip() if stream else ""


def warm_start(environment: Mapping[str, str]) -> Finding:
    """The warm processes of this user, which fork the provider of each launch."""
    given = {os.fsencode(name): os.fsencode(value) for name, value in environment.items()}
    try:
        from shim_provider.plugin.warm import asking, place
    except ImportError:
        return Finding("warm start", "ok", "every launch is cold: this system lacks what it takes")
    try:
        place.need_turned_on(given)
        found = asking.warm_processes(given)
    except place.UnwantedError as unwanted:
        return Finding("warm start", "ok", f"every launch is cold: {unwanted}")
    except (place.OddError, OSError) as odd:
        mend = "launches work, each is a little slower; docs/warm-start.md"
        return Finding("warm start", "note", f"every launch is cold: {odd}", mend)
    if not found:
        return Finding("warm start", "ok", "no process is warm now; the next launch leaves one")
    return Finding("warm start", "ok", "; ".join(map(_told, found)))


def _told(served: Served) -> str:
    since = time.strftime("%H:%M:%S", time.localtime(served.since))
    launches = "launch" if served.launches == 1 else "launches"
    return f"process {served.pid} since {since}, {served.launches} {launches}, {served.python}"


def mirror(environment: Mapping[str, str]) -> Finding:
    """The provider in the user's own mirror, for plain Terraform."""
    home = Path(environment.get("HOME") or Path.home())
    package = home / ".terraform.d" / "plugins" / install.PROVIDER_SOURCE / install.PROVIDER_VERSION
    if not package.is_dir():
        detail = "not installed for plain Terraform; cdktf does not need it"
        return Finding("user mirror", "ok", detail)
    pointer = package / "interpreter"
    if not pointer.exists():
        return Finding("user mirror", "ok", f"{package}, a bundle, which needs only python3")
    interpreter = pointer.read_text(encoding="utf-8").partition("\n")[0]
    if not Path(interpreter).exists():
        detail = f"{package} runs {interpreter}, which is gone"
        return Finding("user mirror", "note", detail, "linode-shim install")
    if configuration := without_mirrors(environment):
        mend = f"add {package.parents[3]} as a filesystem_mirror to its provider_installation"
        return Finding("user mirror", "note", f"{configuration} turns it off", mend)
    return Finding("user mirror", "ok", f"{package}, runs {interpreter}")


def embedded_emulator(_environment: Mapping[str, str]) -> Finding:
    """The emulator, which `url = "emulator:PATH"` and `linode-shim emulator` need."""
    if missing := emulator.missing_modules():
        detail = f"{' and '.join(missing)} not installed; only the emulator needs it"
        return Finding("emulator", "note", detail, emulator.MEND)
    return Finding("emulator", "ok", "can be served")


def token(environment: Mapping[str, str]) -> Finding:
    """Whether there is a token for the real API; what it is, is nobody's business."""
    if environment.get("LINODE_TOKEN"):
        return Finding("token", "ok", "LINODE_TOKEN is set (not shown)")
    file = Path(environment.get("HOME") or Path.home()) / ".config" / "linode"
    if file.is_file():
        return Finding("token", "ok", f"LINODE_TOKEN is not set; {file} is there (not shown)")
    mend = "create one at https://cloud.linode.com/profile/tokens and export LINODE_TOKEN"
    return Finding("token", "note", "none; the emulator takes any, the real Linode does not", mend)


def url(environment: Mapping[str, str]) -> Finding:
    """Where the provider turns to unless its `url` is given."""
    address = environment.get("LINODE_URL", "")
    if not address:
        return Finding("url", "ok", "https://api.linode.com unless the provider's url is given")
    return Finding("url", "note", f"LINODE_URL={_without_password(address)}", "unset it if stale")


def proxies(environment: Mapping[str, str]) -> Finding:
    """A proxy for http must leave this machine out, or the served emulator is out of reach."""
    named = {key.lower(): value for key, value in environment.items() if value}
    used = [key for key in ("http_proxy", "https_proxy", "all_proxy") if key in named]
    if not used:
        return Finding("proxies", "ok", "none")
    detail = ", ".join(f"{key}={_without_password(named[key])}" for key in used)
    exempt = named.get("no_proxy", "").replace(" ", "").split(",")
    if "*" in exempt or {"127.0.0.1", "localhost"} <= set(exempt):
        return Finding("proxies", "ok", detail)
    mend = "export NO_PROXY=localhost,127.0.0.1: the emulator is on this machine"
    return Finding("proxies", "note", detail, mend)


def _without_password(address: str) -> str:
    """A URL without what is before the @ in it."""
    parts = urlsplit(address)
    return parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()


def checkpoint(environment: Mapping[str, str]) -> Finding:
    """Terraform and cdktf look for updates; where there is no way out, cdktf's takes a minute."""
    switches = ("CHECKPOINT_DISABLE", "DISABLE_VERSION_CHECK")
    missing = [name for name in switches if not environment.get(name)]
    if not missing:
        return Finding("updates", "ok", "Terraform and cdktf do not look for any")
    detail = "Terraform and cdktf look for some, which is slow where there is no way out"
    return Finding("updates", "note", detail, f"export {' '.join(f'{each}=1' for each in missing)}")


def plugin_cache(environment: Mapping[str, str]) -> Finding:
    """Terraform refuses to run when the cache that it is told of is no directory."""
    cache = environment.get("TF_PLUGIN_CACHE_DIR", "")
    if cache and not Path(cache).is_dir():
        detail = f"TF_PLUGIN_CACHE_DIR={cache} is no directory"
        return Finding("plugin cache", "missing", detail, f"mkdir -p {cache}")
    return Finding("plugin cache", "ok", cache or "none set; cdktf makes its own")
