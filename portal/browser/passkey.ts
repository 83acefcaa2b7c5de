/**
 * Lets a passkey fill in the forms that wait for one. Without passkeys in this browser they stay hidden, and where the portal is
 * reached under another name than the one that passkeys are bound to.
 */

const able = typeof PublicKeyCredential === 'function' && 'parseRequestOptionsFromJSON' in PublicKeyCredential;

async function answerTo(form: HTMLFormElement): Promise<string> {
  const token = form.querySelector<HTMLInputElement>('input[name="csrf"]')?.value ?? '';
  const asked = await fetch(form.dataset['challenge'] ?? '', { method: 'POST', headers: { 'x-csrf-token': token } });
  if (!asked.ok) throw new Error(`the challenge was refused: ${asked.status}`);
  const options = await asked.json();
  const credential =
    form.dataset['passkey'] === 'make'
      ? await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) })
      : await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) });
  if (!(credential instanceof PublicKeyCredential)) throw new Error('there is no answer');
  return JSON.stringify(credential.toJSON());
}

for (const form of document.querySelectorAll<HTMLFormElement>('form[data-passkey]')) {
  if (!able || location.hostname !== form.dataset['host']) continue;
  form.hidden = false;
  const fault = form.querySelector<HTMLElement>('[data-fault]');
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    try {
      const field = form.querySelector<HTMLInputElement>('input[name="answer"]');
      if (field !== null) field.value = await answerTo(form);
      form.submit();
    } catch {
      if (fault !== null) fault.textContent = form.dataset['failed'] ?? '';
      delete form.dataset['sent'];
    }
  });
}
