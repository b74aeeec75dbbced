"""People."""

from django.contrib.auth.models import AbstractUser


class User(AbstractUser):
    """A person who signs in. `is_superuser` is the role "admin": sees every project."""

    @property
    def name(self) -> str:
        return self.get_full_name() or self.username
