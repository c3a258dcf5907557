"""The optional detector that asks a chat-completions endpoint which the institution configures.

It is off until MEYDAN_ENDPOINT_URL names an address; docs/endpoint.md tells the rest, and what leaves the house.
"""

from meydan.detectors.endpoint.configuration import Configuration, InvalidEndpoint, read_configuration
from meydan.kernel.errors import Problem
from meydan.kernel.findings import Detector, DetectorSettings

__all__ = ["Configuration", "InvalidEndpoint", "make", "read_configuration"]


def make(settings: DetectorSettings) -> Detector | None:
    """Return the detector, None where no endpoint is configured; raise InvalidEndpoint where it is configured wrongly.

    The institution's other `settings` play no part. The HTTP library is looked for only when there is an endpoint.
    """
    del settings
    configuration = read_configuration()
    if configuration is None:
        return None
    try:
        from meydan.detectors.endpoint.detector import EndpointDetector
    except ModuleNotFoundError as error:
        if error.name != "httpx":
            raise
        hint = "pip install 'meydan[endpoint]'"
        problem = Problem("endpoint_needs_httpx", "An endpoint is configured, but httpx is not installed.", hint=hint)
        raise InvalidEndpoint([problem]) from None
    return EndpointDetector(configuration)
