/* Before anything is painted: the theme that was chosen, so that nothing flashes. Not a module, for those wait. */
try {
  const theme = localStorage.getItem('iocp-admin-theme');
  if (theme === 'light' || theme === 'dark') {
    document.documentElement.dataset.theme = theme;
  }
} catch {
  // Without storage the system decides.
}
