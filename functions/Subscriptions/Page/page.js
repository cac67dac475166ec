// What a browser can do better than a form alone; every page works without it.
const zone = document.querySelector('input[name="zone"]');
const known = Intl.DateTimeFormat().resolvedOptions().timeZone;
if (zone && known && zone.closest('#join')) zone.value = known;
