// Before anything is painted: a dim room must not be lit by a white page while the program loads.
(function () {
  var kept = null
  try { kept = localStorage.getItem('chairside-light') } catch { kept = null }
  var dark = kept === 'dark' || (kept !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches)
  document.documentElement.setAttribute('data-mantine-color-scheme', dark ? 'dark' : 'light')
})()
