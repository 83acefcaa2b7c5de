/** Marks the rules of a new password that are met, while one types. */

for (const rules of document.querySelectorAll<HTMLElement>('[data-password-rules]')) {
  const field = document.querySelector<HTMLInputElement>(`#${rules.dataset['passwordRules']}`);
  const items = [...rules.querySelectorAll<HTMLElement>('[data-pattern]')].map((item) => ({
    item,
    text: item.textContent ?? '',
    pattern: new RegExp(item.dataset['pattern'] ?? '', 'su'),
  }));
  const judge = () => {
    for (const { item, text, pattern } of items) {
      const met = pattern.test(field?.value ?? '');
      item.classList.toggle('rule-met', met);
      // In words, too: colour alone tells some people nothing.
      item.textContent = met ? `${text} – ${rules.dataset['met']}` : text;
    }
  };
  field?.addEventListener('input', judge);
  judge();
}
