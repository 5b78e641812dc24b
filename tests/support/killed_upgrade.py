"""`python -m tests.support.killed_upgrade STEP SECONDS`: an upgrade that is killed in that step, or after."""

import os
import signal
import sys
from threading import Timer


def kill_myself() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def main(name: str, delay: float) -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    import django  # noqa: PLC0415  (not before its settings are named)

    django.setup()
    from django.core.management import call_command  # noqa: PLC0415

    from posts.maintenance.upgrade import UPGRADE_STEPS, UpgradeStep  # noqa: PLC0415
    from posts.management.commands import upgrade  # noqa: PLC0415

    def make_deadly(step: UpgradeStep) -> UpgradeStep:
        def run(record: object) -> str:
            Timer(delay, kill_myself).start()
            step.run(record)
            kill_myself()
            return ""

        return UpgradeStep(step.name, run)

    upgrade.UPGRADE_STEPS = tuple(make_deadly(step) if step.name == name else step for step in UPGRADE_STEPS)
    call_command("upgrade", "--no-reload")


if __name__ == "__main__":
    main(sys.argv[1], float(sys.argv[2]))
