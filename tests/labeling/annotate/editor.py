"""The browser's editor as tests play it: the calls it makes, with their headers."""

import gzip
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rest_framework.test import APIClient

from labeling.accounts.models import User
from labeling.imaging.masks import encode_mask, encode_slices, mask_sha256
from tests.factories import signed_in

OCTETS = "application/octet-stream"
Mask = NDArray[np.uint8]


@dataclass
class Editor:
    """One window: what opening gave, and the version that it has."""

    client: APIClient
    opened: dict[str, Any]
    version: int

    @classmethod
    def open(cls, user: User, assignment_id: int) -> "Editor":
        return cls.at(user, f"/api/assignments/{assignment_id}/open")

    @classmethod
    def at(cls, user: User, path: str, body: object = None) -> "Editor":
        """What posting to a path opens: a read, a correction or a merge."""
        client = signed_in(user)
        answer = client.post(path, body or {}, format="json")
        assert answer.status_code in (200, 201), answer.content
        opened = answer.json()
        return cls(client, opened, opened["version"])

    @property
    def shape(self) -> tuple[int, int, int]:
        z, y, x = self.opened["case"]["geometry"]["shape"]
        return z, y, x

    @property
    def keys(self) -> list[str]:
        return list(self.opened["case"]["slices"])

    def mask(self) -> Mask:
        answer = self.client.get(self._path("mask"))
        assert answer.status_code == 200
        assert "Content-Encoding" not in answer.headers
        raw = gzip.decompress(answer.content)
        return np.frombuffer(raw, np.uint8).reshape(self.shape).copy()

    def save(self, planes: dict[int, Mask], **headers: str) -> Any:
        """Send planes by slice index; the version goes on when it was taken."""
        patch = encode_slices({self.keys[z]: plane for z, plane in planes.items()})
        return self.save_bytes(patch, **headers)

    def save_bytes(self, body: bytes, **headers: str) -> Any:
        answer = self.client.generic(
            "PATCH",
            self._path("slices"),
            body,
            content_type=OCTETS,
            headers={**self._edit(), **headers},
        )
        if answer.status_code == 200:
            self.version = answer.json()["version"]
        return answer

    def submit(self, mask: Mask, body: bytes | None = None, **headers: str) -> Any:
        return self._hand_in("submit", mask, body, headers)

    def hand_in(self, mask: Mask, **headers: str) -> Any:
        """As `submit`, for a correction or merge."""
        return self._hand_in("hand-in", mask, None, headers)

    def _hand_in(self, act: str, mask: Mask, body: bytes | None, headers: dict[str, str]) -> Any:
        edit = {**self._edit(), "X-Mask-SHA256": mask_sha256(mask), "X-Active-Seconds": "90"}
        return self.client.generic(
            "POST",
            self._path(act),
            encode_mask(mask) if body is None else body,
            content_type=OCTETS,
            headers={**edit, **headers},
        )

    def heartbeat(self) -> Any:
        lease = {"X-Lease-Token": self.opened["lease_token"]}
        return self.client.post(self._path("heartbeat"), headers=lease)

    def _edit(self) -> dict[str, str]:
        return {"If-Match": f'"v{self.version}"', "X-Lease-Token": self.opened["lease_token"]}

    def _path(self, act: str) -> str:
        return f"/api/annotations/{self.opened['id']}/{act}"
