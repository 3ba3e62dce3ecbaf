import { logIn, session } from './api.js';
import { byId } from './dom.js';

/**
 * Asks for name and password until they are right. What is behind the dialog stays as it is, for a session that ended
 * while somebody looked.
 *
 * @param reason why, if it is not the first time
 * @return who has logged in
 */
export function askLogin(reason, { passwords }) {
  const dialog = byId('login');
  const form = dialog.querySelector('form');
  const trouble = byId('login-trouble');
  form.hidden = !passwords;
  byId('login-tokens').hidden = passwords;
  byId('login-reason').textContent = reason;
  byId('login-reason').hidden = !reason;
  trouble.hidden = true;
  if (!dialog.open) {
    dialog.showModal();
  }
  (byId('username').value ? byId('password') : byId('username')).focus();
  return new Promise((resolve) => {
    dialog.oncancel = (event) => event.preventDefault();
    form.onsubmit = async (event) => {
      event.preventDefault();
      const button = form.querySelector('button');
      button.disabled = true;
      try {
        // The token against forged requests, which may have gone with the session.
        await session();
        await logIn(byId('username').value, byId('password').value);
        byId('password').value = '';
        const me = await session();
        dialog.close();
        resolve(me);
      } catch (error) {
        trouble.textContent = error.message;
        trouble.hidden = false;
        byId('password').select();
      } finally {
        button.disabled = false;
      }
    };
  });
}
