"""Settings of accounts: django-allauth signs in, django-axes locks out who guesses."""

from config.environment import env, read_factor_keys

LOGIN_URL = "account_login"
# Where signing in leads to that names no page of the site as the next one.
LOGIN_REDIRECT_URL = "admin:index"
LOGOUT_REDIRECT_URL = "account_login"

# Lock-out, by django-axes.
AXES_ENABLE_ADMIN = False  # `manage.py axes_reset` unlocks
AXES_HANDLER = "posts.accounts.lockout_handler.LockoutHandler"
AXES_LOCKOUT_CALLABLE = "posts.accounts.lockout.answer_locked_out"
AXES_SENSITIVE_PARAMETERS = ["username", "ip_address", "password", "code", "login"]
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 1  # hour
# Who goes on guessing must not lengthen the wait of the owner.
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
# What axes asks of an attempt; LockoutHandler has the limits.
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
# The header with the client's IP address, if a proxy in front sets it reliably.
CLIENT_ADDRESS_META_KEY = ""
if header := env.str("CLIENT_ADDRESS_HEADER", ""):
    CLIENT_ADDRESS_META_KEY = f"HTTP_{header.upper().replace('-', '_')}"
    ALLAUTH_TRUSTED_CLIENT_IP_HEADER = header
AXES_CLIENT_IP_CALLABLE = "posts.monitoring.client_address.get_client_address"

# Who must have a second factor: `staff`, `superusers`, or names of groups.
REQUIRE_SECOND_FACTOR = env.list("REQUIRE_SECOND_FACTOR", default=[])
# What encrypts the secrets of second factors; without any, a key in DATA_DIR, made on first use.
FACTOR_KEYS = read_factor_keys("FACTOR_KEYS")

ACCOUNT_ADAPTER = "posts.accounts.adapters.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "posts.accounts.forms.SignInForm",
    "reset_password": "posts.accounts.forms.RequestResetForm",
    "reset_password_from_key": "posts.accounts.forms.ResetPasswordForm",
    "change_password": "posts.accounts.forms.PasswordChangeForm",
    "set_password": "posts.accounts.forms.PasswordSetForm",
    "reauthenticate": "posts.accounts.forms.ConfirmPasswordForm",
}
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
# Addresses are those of the users; allauth's own table of verified ones stays empty.
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "django.contrib.auth.tokens.PasswordResetTokenGenerator"  # noqa: S105
ACCOUNT_SESSION_REMEMBER = True
# There is one lock-out, that of axes; and resets are counted in the database, by `accounts.request_limits`.
# allauth would count in the memory of each process.
ACCOUNT_RATE_LIMITS = {
    "login": None,
    "login_failed": None,
    "reauthenticate": None,
    "reset_password": None,
}

MFA_ADAPTER = "posts.accounts.adapters.FactorAdapter"
MFA_FORMS = {
    "authenticate": "posts.accounts.code_forms.SignInCodeForm",
    "reauthenticate": "posts.accounts.code_forms.ConfirmCodeForm",
    "activate_totp": "posts.accounts.code_forms.ActivateAppForm",
    "login_webauthn": "posts.accounts.forms.SignInPasskeyForm",
    "authenticate_webauthn": "posts.accounts.forms.SecondPasskeyForm",
    "reauthenticate_webauthn": "posts.accounts.forms.ConfirmPasskeyForm",
    "add_webauthn": "posts.accounts.forms.AddPasskeyForm",
    "edit_webauthn": "posts.accounts.forms.RenamePasskeyForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_TOTP_TOLERANCE = 1  # steps of 30 seconds, before and after

# It would write to the database with each request.
USERSESSIONS_TRACK_ACTIVITY = False
