"""Which fields the body of a request may have, by route: Linode's published specification.

Edition 4.229.1, as linode-cli 5.69 carries it. Share groups are among them, and what real clients
send besides: linodego 1.69 (`init_rd`, `created`, `updated`), linode_api4 (`with_backups`,
`image_share_id`, and `boot_size` and `kernel` for a rebuild), Cloud Manager (`alerts`; `tags` and
more for a clone).
Fields that only a reply has may be sent back with a PUT.
"""

from __future__ import annotations

import re
from typing import Any

_LINODE = "/linode/instances/<number:linode>"
_GROUP = "/images/sharegroups/<number:group>"
_TOKENS = "/images/sharegroups/tokens"

_CONFIG = (
    "comments created devices helpers id init_rd interfaces kernel label memory_limit root_device"
    " run_level updated virt_mode"
)

_SCRIPT = (
    "created deployments_active deployments_total description id images is_public label mine"
    " rev_note script updated user_defined_fields user_gravatar_id username"
)

#: (method, path as in routes.py) -> names; no names where a body is empty.
DOCUMENTED = {
    ("POST", "/images"): "cloud_init description disk_id label tags",
    ("POST", "/images/upload"): "cloud_init description label region tags",
    ("PUT", "/images/<image:image>"): (
        "capabilities created created_by deprecated description eol expiry id is_public is_shared"
        " label regions size status tags total_size type updated vendor"
    ),
    ("POST", "/images/<image:image>/regions"): "regions",
    ("POST", "/images/sharegroups"): "description images label",
    ("PUT", _GROUP): "description label",
    ("POST", _GROUP + "/images"): "images",
    ("PUT", _GROUP + "/images/<image:image>"): "description image_share_id label",
    ("POST", _GROUP + "/members"): "label token",
    ("PUT", _GROUP + "/members/<token>"): "label",
    ("POST", _TOKENS): "label valid_for_sharegroup_uuid",
    ("PUT", _TOKENS + "/<token>"): "label",
    ("POST", "/linode/instances"): (
        "alerts authorized_keys authorized_users backup_id backups_enabled boot_size booted"
        " disk_encryption firewall_id group image interface_generation interfaces ipv4 kernel"
        " label maintenance_policy metadata network_helper placement_group private_ip region"
        " root_pass stackscript_data stackscript_id swap_size tags type"
    ),
    ("PUT", _LINODE): (
        "alerts backups capabilities created disk_encryption group has_user_data host_uuid"
        " hypervisor id image interface_generation ipv4 ipv6 label lke_cluster_id"
        " maintenance_policy placement_group region site_type specs status tags type updated"
        " watchdog_enabled"
    ),
    ("POST", _LINODE + "/boot"): "config_id",
    ("POST", _LINODE + "/reboot"): "config_id",
    ("POST", _LINODE + "/shutdown"): "",
    ("POST", _LINODE + "/rebuild"): (
        "authorized_keys authorized_users booted disk_encryption image maintenance_policy metadata"
        " root_pass stackscript_data stackscript_id type boot_size kernel"
    ),
    ("POST", _LINODE + "/resize"): "allow_auto_disk_resize migration_type type",
    ("POST", _LINODE + "/migrate"): "placement_group region type upgrade",
    ("POST", _LINODE + "/clone"): (
        "backups_enabled configs disks group label linode_id maintenance_policy metadata"
        " placement_group private_ip region tags type with_backups"
        " alerts authorized_users backup_id booted disk_encryption firewall_id image"
        " interface_generation interfaces network_helper root_pass stackscript_data stackscript_id"
        " swap_size"
    ),
    ("POST", _LINODE + "/password"): "root_pass",
    ("POST", _LINODE + "/backups/enable"): "",
    ("POST", _LINODE + "/backups/cancel"): "",
    ("POST", _LINODE + "/disks"): (
        "authorized_keys authorized_users filesystem image label root_pass size stackscript_data"
        " stackscript_id"
    ),
    ("PUT", _LINODE + "/disks/<number:disk>"): "label",
    ("POST", _LINODE + "/disks/<number:disk>/resize"): "size",
    ("POST", _LINODE + "/disks/<number:disk>/clone"): "",
    ("POST", _LINODE + "/disks/<number:disk>/password"): "password",
    ("POST", _LINODE + "/configs"): _CONFIG,
    ("PUT", _LINODE + "/configs/<number:config>"): _CONFIG,
    ("POST", _LINODE + "/ips"): "address public type",
    ("PUT", _LINODE + "/ips/<address>"): "rdns reserved",
    ("POST", "/networking/ips"): "linode_id public region reserved type",
    ("PUT", "/networking/ips/<address>"): "rdns reserved",
    ("POST", "/profile/sshkeys"): "created id label ssh_key",
    ("PUT", "/profile/sshkeys/<number:key>"): "created id label ssh_key",
    ("POST", "/linode/stackscripts"): _SCRIPT,
    ("PUT", "/linode/stackscripts/<number:script>"): _SCRIPT,
    ("POST", "/tags"): "domains label linodes nodebalancers reserved_ipv4_addresses volumes",
    ("POST", "/account/events/<number:event>/seen"): "",
    ("POST", "/account/events/<number:event>/read"): "",
}


def path_of(pattern: str, things: dict[str, Any]) -> str:
    """A path of the table above, filled with the ids of `things`."""
    if "<number:group>" in pattern:
        things = {**things, "image": things["shared"], "token": things["member"]}
    return re.sub(r"<(?:\w+:)?(\w+)>", lambda found: str(things[found[1]]), pattern)
