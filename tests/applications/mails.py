"""What somebody was told by mail."""

from accounts.models import User
from mycic.models import Job


def told(person: User) -> int:
    """Return how often somebody was told that there is news in the account."""
    return Job.objects.filter(
        name="mycic.deliver_mail", ids__user_id=str(person.pk), ids__template="messaging/news"
    ).count()
