"""A secret key that a passphrase encrypts, as `age --passphrase` does; but to open it takes no second."""

from base64 import b64decode

PASSPHRASE = "天地玄黄"  # noqa: S105
PASSPHRASE_PUBLIC_KEY = "age1e5w6xp67eae6qlxd8qqmd4qlddtjzzdt29w78mxtvdm0ss09ke8qne7mg2"  # noqa: S105
PASSPHRASE_KEY_FILE = b64decode(
    "YWdlLWVuY3J5cHRpb24ub3JnL3YxCi0+IHNjcnlwdCBkMFRnb1dwcklVUm5PbVZKazRObTJ3IDQKdVcxVnU4Q3dkWkRkcXRk"
    "Nlp1UWdBZTR3RjJlWXRXMjJOcVlYR1A3RVg5RQotLS0gWEtVMlV0WmRoemdJQzdoZ0xFTDVkVUpsZ3grN1dlYnllQkQ4Rm1Z"
    "b2Ztcwrj3T9i8/FRiG9Mm70bNPp3HdyxxpBNrGIGkJM3tLs00mTLl2gMDkL7uXSmWpL5AZg7PMKuQzSFxiZv2jQmJJXnWBpH"
    "gTSlNNtVM+4aJtW5D65rnWK3FcZndx/AD9pm+lbGl39q9ZjyOeU+wA=="
)
