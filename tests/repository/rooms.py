"""The rooms of our packages, and what each may import: the dependency rule as tables.

docs/architecture.md gives the reasons, and draws these tables.
"""

from __future__ import annotations

PACKAGES = ("shim_provider", "cdktf_linode_image", "cdktn_linode_image", "codegen")

#: Room -> what it may import beside itself and the standard library: rooms, modules, packages.
MAY_IMPORT = {
    "shim_provider.__init__": "",
    "shim_provider.unknown": "",
    "shim_provider.problem": "",
    "shim_provider.schemas": "shim_provider.unknown",
    "shim_provider.wire": "shim_provider.unknown msgpack",
    "shim_provider.plugin": "shim_provider.wire h2 hyperframe",
    "shim_provider.engine": "shim_provider.wire shim_provider.schemas shim_provider.unknown"
    " shim_provider.problem",
    "shim_provider.linode": "requests urllib3 certifi",
    "shim_provider.locks": "",
    "shim_provider.journal": "shim_provider.locks shim_provider.problem",
    "shim_provider.cache": "",
    "shim_provider.progress": "shim_provider.locks",
    "shim_provider.view": "shim_provider.progress rich",
    "shim_provider.configuration": "shim_provider.schemas shim_provider.unknown"
    " shim_provider.problem",
    "shim_provider.resources": "shim_provider.schemas shim_provider.unknown shim_provider.problem"
    " shim_provider.journal shim_provider.linode.errors",
    "shim_provider.emulator": "werkzeug cheroot yaml",
    "shim_provider.pytest_plugin": "shim_provider.emulator pytest",
    "shim_provider.provider": "shim_provider.engine shim_provider.schemas shim_provider.plugin"
    " shim_provider.resources shim_provider.linode shim_provider.journal shim_provider.cache"
    " shim_provider.progress"
    " shim_provider.configuration shim_provider.problem shim_provider.emulator"
    " shim_provider.__init__",
    "shim_provider.__main__": "shim_provider.plugin shim_provider.provider",
    "shim_provider.install": "shim_provider.__init__",
    "shim_provider.engines": "",
    "shim_provider.stacks": "shim_provider.engines shim_provider.install",
    "shim_provider.templates": "shim_provider.problem",
    "shim_provider.cli": "shim_provider rich shtab",
    "cdktf_linode_image": "shim_provider.schemas shim_provider.unknown shim_provider.install"
    " shim_provider.engines shim_provider.emulator shim_provider.stacks cdktf constructs jsii"
    " typing_extensions",
    # All else in it is links to the one above, which are not looked at twice.
    "cdktn_linode_image": "cdktn",
    # Writes what follows from the schemas, at our desks; some tables in docs are those of tests.
    "codegen": "shim_provider.schemas shim_provider.unknown shim_provider.templates tests",
}

#: Room -> inner room (a folder, or a file that stands alone) -> the inner rooms of the same room
#: that it may import. What has no line here is on top: it may import all, and none may import it.
INNER_MAY_IMPORT = {
    "shim_provider.emulator": {
        "catalogue": "",
        "faults": "",
        "page": "",
        "world": "catalogue",
        "requests": "world faults",
        "api": "requests world catalogue",
        "control": "page requests faults world catalogue",
        "seeds": "api requests world",
    },
    "shim_provider.linode": {
        "errors": "",
        "settings": "",
        "reports": "",
        "patience": "errors reports",
        "http": "errors patience settings",
        "waits": "http errors patience",
        "creates": "waits http errors patience",
        "api": "creates waits http errors patience settings",
    },
    "shim_provider.resources": {
        "failures": "",
        "left_behind": "failures",
        "questions": "failures",
        "region_checks": "questions",
        "plan_checks": "questions",
        "images": "failures left_behind questions region_checks",
        "linodes": "failures region_checks plan_checks",
        "builds": "failures left_behind questions region_checks plan_checks images linodes",
    },
    "cdktf_linode_image": {
        "errors": "",
        "_core": "",
        "_binding": "",
        "_construct": "errors _core _binding",
        "_generated": "_construct",
        "testing": "_construct _binding",
    },
    "codegen": {
        "pages": "",
        "constructs": "pages",
        "docs": "pages",
    },
}

#: What a room may import for types alone, that is under TYPE_CHECKING.
MAY_IMPORT_FOR_TYPES = {
    "shim_provider.resources": "shim_provider.engine.contract",
    "shim_provider.emulator": "_typeshed",
}

#: Package -> the only files and folders that name it, so that it can be exchanged there.
ONLY_IN = {
    # The rehearsal of a warm start plays the other side.
    "h2": "shim_provider/plugin/transport.py shim_provider/plugin/warm/rehearsal.py",
    "hyperframe": "shim_provider/plugin/transport.py",
    "ssl": "shim_provider/plugin/tls.py shim_provider/plugin/warm/rehearsal.py"
    " shim_provider/linode/http/session.py",
    "msgpack": "shim_provider/wire/values.py",
    "requests": "shim_provider/linode/http",
    "urllib3": "shim_provider/linode/http",
    "werkzeug": "shim_provider/emulator/requests shim_provider/emulator/api/routes.py"
    " shim_provider/emulator/app.py",
    "cheroot": "shim_provider/emulator/server.py",
    "yaml": "shim_provider/emulator/seeds/worldtext.py shim_provider/emulator/api/instructions.py",
    "sqlite3": "shim_provider/emulator/world",
    "cdktf": "cdktf_linode_image/_core.py",
    "cdktn": "cdktn_linode_image/_core.py",
    "constructs": "cdktf_linode_image/_construct/core.py",
    "jsii": "cdktf_linode_image/_construct/core.py cdktf_linode_image/_construct/kinds.py",
    # Imports by a name made at run time, which this test cannot read.
    "importlib.import_module": "shim_provider/provider.py shim_provider/engine/handlers.py"
    " shim_provider/cli/main.py shim_provider/emulator/__init__.py cdktf_linode_image/__init__.py"
    " cdktf_linode_image/testing/__init__.py shim_provider/schemas/__init__.py"
    " shim_provider/pytest_plugin.py",
}
