// The key is behind # in the address, which browsers keep to themselves. It stays there while the form comes back with an
// error, and leaves the address when the form is done.
const key = /^#k=([0-9a-f]+)$/.exec(location.hash);
const form = document.querySelector("form");
if (form && key) {
  form.elements.key.value = key[1];
  form.action += location.hash;
  form.elements.name.focus();
}
if (!form && location.hash) {
  history.replaceState(null, "", location.pathname);
}
