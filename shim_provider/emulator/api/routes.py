"""Every route of the API in one table: method, path without version, handler, scopes needed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from werkzeug.routing import BaseConverter, Map, Rule

from . import (
    absent,
    account,
    addresses,
    availability,
    events,
    profile,
    regions,
    sshkeys,
    stackscripts,
    tags,
)
from .images import images, replicas, sharegroups, sharetokens, uploads
from .linodes import (
    clone,
    configs,
    disks,
    instances,
    kernels,
    migrate,
    power,
    rebuild,
    resize,
    types,
)

if TYPE_CHECKING:
    from collections.abc import Callable


class Route(NamedTuple):
    """`handler`: gives what becomes JSON; None is a reply without content.

    `scope`: one or several; None for what is open to all. `optional`: works without a token, and
    shows less.
    """

    method: str
    path: str
    handler: Callable[..., Any]
    scope: str | None
    optional: bool = False


_LINODE = "/linode/instances/<number:linode>"
_DISK = _LINODE + "/disks/<number:disk>"
_CONFIG = _LINODE + "/configs/<number:config>"
_GROUPS = "/images/sharegroups"
_GROUP = _GROUPS + "/<number:group>"
_TOKENS = _GROUPS + "/tokens"
_KEY = "/profile/sshkeys/<number:key>"
_SCRIPTS = "/linode/stackscripts"
_SCRIPT = _SCRIPTS + "/<number:script>"
_READ_ACCOUNT, _WRITE_ACCOUNT = "account:read_only", "account:read_write"
_READ_IMAGES, _WRITE_IMAGES = "images:read_only", "images:read_write"
_READ_LINODES, _WRITE_LINODES = "linodes:read_only", "linodes:read_write"
_READ_ADDRESSES, _WRITE_ADDRESSES = "ips:read_only", "ips:read_write"
_READ_EVENTS, _WRITE_EVENTS = "events:read_only", "events:read_write"
_READ_SCRIPTS, _WRITE_SCRIPTS = "stackscripts:read_only", "stackscripts:read_write"

ROUTES = (
    Route("GET", "/images", images.show_list, _READ_IMAGES, optional=True),
    Route("POST", "/images", images.capture, f"{_WRITE_IMAGES} {_READ_LINODES}"),
    Route("POST", "/images/upload", uploads.start, _WRITE_IMAGES),
    Route("GET", "/images/<image:image>", images.show, _READ_IMAGES, optional=True),
    Route("PUT", "/images/<image:image>", images.update, _WRITE_IMAGES),
    Route("DELETE", "/images/<image:image>", images.delete, _WRITE_IMAGES),
    Route("POST", "/images/<image:image>/regions", replicas.replace, _WRITE_IMAGES),
    Route("GET", "/images/<image:image>/sharegroups", sharegroups.show_of_image, _READ_IMAGES),
    Route("GET", _GROUPS, sharegroups.show_list, _READ_IMAGES),
    Route("POST", _GROUPS, sharegroups.create, _WRITE_IMAGES),
    Route("GET", _GROUP, sharegroups.show, _READ_IMAGES),
    Route("PUT", _GROUP, sharegroups.update, _WRITE_IMAGES),
    Route("DELETE", _GROUP, sharegroups.delete, _WRITE_IMAGES),
    Route("GET", _GROUP + "/images", sharegroups.show_images, _READ_IMAGES),
    Route("POST", _GROUP + "/images", sharegroups.add_images, _WRITE_IMAGES),
    Route("PUT", _GROUP + "/images/<image:image>", sharegroups.update_image, _WRITE_IMAGES),
    Route("DELETE", _GROUP + "/images/<image:image>", sharegroups.remove_image, _WRITE_IMAGES),
    Route("GET", _GROUP + "/members", sharegroups.show_members, _READ_IMAGES),
    Route("POST", _GROUP + "/members", sharegroups.add_member, _WRITE_IMAGES),
    Route("GET", _GROUP + "/members/<token>", sharegroups.show_member, _READ_IMAGES),
    Route("PUT", _GROUP + "/members/<token>", sharegroups.update_member, _WRITE_IMAGES),
    Route("DELETE", _GROUP + "/members/<token>", sharegroups.remove_member, _WRITE_IMAGES),
    Route("GET", _TOKENS, sharetokens.show_list, _READ_IMAGES),
    Route("POST", _TOKENS, sharetokens.create, _WRITE_IMAGES),
    Route("GET", _TOKENS + "/<token>", sharetokens.show, _READ_IMAGES),
    Route("PUT", _TOKENS + "/<token>", sharetokens.update, _WRITE_IMAGES),
    Route("DELETE", _TOKENS + "/<token>", sharetokens.delete, _WRITE_IMAGES),
    Route("GET", _TOKENS + "/<token>/sharegroup", sharetokens.show_group, _READ_IMAGES),
    Route("GET", _TOKENS + "/<token>/sharegroup/images", sharetokens.show_images, _READ_IMAGES),
    Route("GET", "/linode/instances", instances.show_list, _READ_LINODES),
    Route("POST", "/linode/instances", instances.create, _WRITE_LINODES),
    Route("GET", _LINODE, instances.show, _READ_LINODES),
    Route("PUT", _LINODE, instances.update, _WRITE_LINODES),
    Route("DELETE", _LINODE, instances.delete, _WRITE_LINODES),
    Route("POST", _LINODE + "/boot", power.boot, _WRITE_LINODES),
    Route("POST", _LINODE + "/reboot", power.reboot, _WRITE_LINODES),
    Route("POST", _LINODE + "/shutdown", power.shutdown, _WRITE_LINODES),
    Route("POST", _LINODE + "/rebuild", rebuild.rebuild, _WRITE_LINODES),
    Route("POST", _LINODE + "/resize", resize.resize, _WRITE_LINODES),
    Route("POST", _LINODE + "/migrate", migrate.migrate, _WRITE_LINODES),
    Route("POST", _LINODE + "/clone", clone.clone, _WRITE_LINODES),
    Route("POST", _LINODE + "/password", instances.reset_password, _WRITE_LINODES),
    Route("POST", _LINODE + "/backups/enable", instances.enable_backups, _WRITE_LINODES),
    Route("POST", _LINODE + "/backups/cancel", instances.cancel_backups, _WRITE_LINODES),
    Route("GET", _LINODE + "/disks", disks.show_list, _READ_LINODES),
    Route("POST", _LINODE + "/disks", disks.create, _WRITE_LINODES),
    Route("GET", _DISK, disks.show, _READ_LINODES),
    Route("PUT", _DISK, disks.update, _WRITE_LINODES),
    Route("DELETE", _DISK, disks.delete, _WRITE_LINODES),
    Route("POST", _DISK + "/resize", disks.resize, _WRITE_LINODES),
    Route("POST", _DISK + "/clone", disks.clone, _WRITE_LINODES),
    Route("POST", _DISK + "/password", disks.reset_password, _WRITE_LINODES),
    Route("GET", _LINODE + "/configs", configs.show_list, _READ_LINODES),
    Route("POST", _LINODE + "/configs", configs.create, _WRITE_LINODES),
    Route("GET", _CONFIG, configs.show, _READ_LINODES),
    Route("PUT", _CONFIG, configs.update, _WRITE_LINODES),
    Route("DELETE", _CONFIG, configs.delete, _WRITE_LINODES),
    Route("GET", _LINODE + "/ips", addresses.show_of_linode, _READ_LINODES),
    Route("POST", _LINODE + "/ips", addresses.allocate, _WRITE_LINODES),
    Route("GET", _LINODE + "/ips/<address>", addresses.show_of_linode_one, _READ_LINODES),
    Route("PUT", _LINODE + "/ips/<address>", addresses.change_of_linode_one, _WRITE_LINODES),
    Route("DELETE", _LINODE + "/ips/<address>", addresses.remove, _WRITE_LINODES),
    Route("GET", "/networking/ips", addresses.show_list, _READ_ADDRESSES),
    Route("POST", "/networking/ips", addresses.allocate_for, _WRITE_ADDRESSES),
    Route("GET", "/networking/ips/<address>", addresses.show, _READ_ADDRESSES),
    Route("PUT", "/networking/ips/<address>", addresses.change, _WRITE_ADDRESSES),
    Route("GET", _LINODE + "/volumes", absent.show_volumes_of_linode, _READ_LINODES),
    Route("GET", _LINODE + "/firewalls", absent.show_firewalls_of_linode, _READ_LINODES),
    Route("GET", _LINODE + "/backups", absent.show_backups_of_linode, _READ_LINODES),
    Route("GET", _LINODE + "/transfer", absent.show_transfer_of_linode, _READ_LINODES),
    Route("GET", "/volumes", absent.show_volumes, "volumes:read_only"),
    Route("GET", "/networking/firewalls", absent.show_firewalls, "firewall:read_only"),
    Route("GET", _SCRIPTS, stackscripts.show_list, _READ_SCRIPTS, optional=True),
    Route("POST", _SCRIPTS, stackscripts.create, _WRITE_SCRIPTS),
    Route("GET", _SCRIPT, stackscripts.show, _READ_SCRIPTS, optional=True),
    Route("PUT", _SCRIPT, stackscripts.update, _WRITE_SCRIPTS),
    Route("DELETE", _SCRIPT, stackscripts.delete, _WRITE_SCRIPTS),
    Route("GET", "/linode/types", types.show_list, None),
    Route("GET", "/linode/types/<plan>", types.show, None),
    Route("GET", "/linode/kernels", kernels.show_list, None),
    Route("GET", "/linode/kernels/<kernel:kernel>", kernels.show, None),
    Route("GET", "/regions", regions.show_list, None),
    Route("GET", "/regions/availability", availability.show_plans, None),
    Route("GET", "/regions/vpc-availability", availability.show_vpcs, None),
    Route("GET", "/regions/<region>", regions.show, None),
    Route("GET", "/regions/<region>/availability", availability.show_plans_of_region, None),
    Route("GET", "/regions/<region>/vpc-availability", availability.show_vpcs_of_region, None),
    Route("GET", "/account", account.show_account, _READ_ACCOUNT),
    Route("GET", "/account/settings", account.show_settings, _READ_ACCOUNT),
    Route("GET", "/account/notifications", absent.show_notifications, _READ_ACCOUNT),
    Route("GET", "/account/events", events.show_list, _READ_EVENTS),
    Route("GET", "/account/events/<number:event>", events.show, _READ_EVENTS),
    Route("POST", "/account/events/<number:event>/seen", events.mark_seen, _WRITE_EVENTS),
    Route("POST", "/account/events/<number:event>/read", events.mark_read, _WRITE_EVENTS),
    Route("GET", "/profile", profile.show_profile, _READ_ACCOUNT),
    Route("GET", "/profile/grants", absent.show_grants, _READ_ACCOUNT),
    Route("GET", "/profile/preferences", absent.show_preferences, _READ_ACCOUNT),
    Route("GET", "/profile/tokens", profile.show_tokens, _READ_ACCOUNT),
    Route("GET", "/profile/tokens/<number:token>", profile.show_token, _READ_ACCOUNT),
    Route("GET", "/profile/sshkeys", sshkeys.show_list, _READ_ACCOUNT),
    Route("POST", "/profile/sshkeys", sshkeys.create, _WRITE_ACCOUNT),
    Route("GET", _KEY, sshkeys.show, _READ_ACCOUNT),
    Route("PUT", _KEY, sshkeys.update, _WRITE_ACCOUNT),
    Route("DELETE", _KEY, sshkeys.delete, _WRITE_ACCOUNT),
    Route("GET", "/tags", tags.show_list, _READ_ACCOUNT),
    Route("POST", "/tags", tags.create, _WRITE_ACCOUNT),
    # A tag may have any character in it.
    Route("GET", "/tags/<path:tag>", tags.show_tagged, _READ_ACCOUNT),
    Route("DELETE", "/tags/<path:tag>", tags.delete, _WRITE_ACCOUNT),
)


class _Number(BaseConverter):
    """Ids stay within what SQLite calls an integer."""

    regex = r"[0-9]{1,18}"

    def to_python(self, value: str) -> int:
        return int(value)


class _ImageId(BaseConverter):
    """`private/15`: clients send the slash as it is or as %2F; both have been decoded by now."""

    part_isolating = False
    regex = r"(?:linode|private|shared)/[^/]{1,100}"


class _KernelId(BaseConverter):
    part_isolating = False
    regex = r"linode/[^/]{1,100}"


ROUTING = Map(
    [Rule(route.path, methods=[route.method], endpoint=route) for route in ROUTES],
    converters={"number": _Number, "image": _ImageId, "kernel": _KernelId},
    merge_slashes=False,
    strict_slashes=False,
)
