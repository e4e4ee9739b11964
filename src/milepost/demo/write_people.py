"""People, sites and tags into their tables."""

from django.contrib.auth.hashers import make_password

from milepost.demo.attempts import at_work
from milepost.demo.people import SITES, TAGS, Person
from milepost.demo.seed import chance, uuid_at
from milepost.people.models import Group, Role, Tag, User


def write(people: list[Person]) -> dict[str, User]:
    """Write them all; returns the users by login id. Nobody gets a password: there is no login in this part."""
    roles = {role.name: role for role in Role.objects.all()}
    made = {user.login_id: user for user in User.objects.bulk_create(_user(person, roles) for person in people)}
    groups = {group.name: group for group in Group.objects.bulk_create(Group(name=site.name) for site in SITES)}
    tags = {tag.name: tag for tag in Tag.objects.bulk_create(Tag(name=name) for name in TAGS)}
    in_group, with_tag = Group.users.through, Tag.users.through
    in_group.objects.bulk_create(
        in_group(group_id=groups[person.site.name].pk, user_id=made[person.login_id].pk) for person in people
    )
    with_tag.objects.bulk_create(
        with_tag(tag_id=tags[name].pk, user_id=made[person.login_id].pk) for person in people for name in person.tags
    )
    return made


def _user(person: Person, roles: dict[str, Role]) -> User:
    since = at_work(person.site, person.joined, 6)
    return User(
        uuid=uuid_at(since, chance(f"uuid of {person.login_id}")),
        login_id=person.login_id,
        password=make_password(None),
        email=person.email,
        display_name=person.name,
        role=roles[person.role],
        is_active=person.left is None,
        language=person.site.language,
        time_zone=person.site.time_zone,
        created_at=since,
    )
