// Says in words what a passkey did not do; allauth's script only logs it.
const line = () => document.getElementById("passkey-error");
const names = { NotAllowedError: "cancelled", InvalidStateError: "registered" };

function show(reason) {
  line().textContent = line().dataset[reason];
  line().hidden = false;
}

document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  show(window.PublicKeyCredential ? (names[event.detail.exception?.name] ?? "failed") : "unsupported");
});
