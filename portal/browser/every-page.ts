/** Small improvements of every page: focus on what is wrong, buttons that copy, forms that are not sent twice. */

const faults = document.querySelector<HTMLElement>('[data-focus]');
faults?.focus();

for (const block of document.querySelectorAll<HTMLElement>('[data-copy]')) {
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'button button-copy';
  button.textContent = block.dataset['copy'] ?? '';
  button.addEventListener('click', async () => {
    const label = button.textContent;
    await navigator.clipboard.writeText(block.querySelector('code')?.textContent ?? '');
    button.textContent = block.dataset['copied'] ?? '';
    setTimeout(() => {
      button.textContent = label;
    }, 2000);
  });
  block.prepend(button);
}

for (const form of document.querySelectorAll<HTMLFormElement>('form[method="post"]')) {
  form.addEventListener('submit', (event) => {
    if (form.dataset['sent'] === 'true') event.preventDefault();
    form.dataset['sent'] = 'true';
  });
}

// Back from the browser's memory, a form may be sent again.
addEventListener('pageshow', () => {
  for (const form of document.querySelectorAll<HTMLFormElement>('form[data-sent]')) delete form.dataset['sent'];
});
