"""The product's password hashing at the smallest cost, so that hundreds of tests can afford it."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class CheapArgon2(Argon2PasswordHasher):
    """Real Argon2id with a tiny cost."""

    time_cost = 1
    memory_cost = 8
    parallelism = 1
