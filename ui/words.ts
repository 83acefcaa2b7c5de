/** Words that many pages share. */
import type { Language } from '#base/language.ts';

const en = {
  apply: 'Apply',
  back: 'Back',
  cancel: 'Cancel',
  close: 'Close',
  copied: 'Copied',
  copy: 'Copy',
  faultsTitle: 'Please check what you have entered',
  hide: 'Hide',
  next: 'Next',
  first: 'First page',
  no: 'No',
  none: 'None',
  optional: '(optional)',
  save: 'Save',
  search: 'Search',
  show: 'Show',
  yes: 'Yes',
  environment: { sandbox: 'Sandbox', production: 'Production' },
};

const fr: typeof en = {
  apply: 'Appliquer',
  back: 'Retour',
  cancel: 'Annuler',
  close: 'Fermer',
  copied: 'Copié',
  copy: 'Copier',
  faultsTitle: 'Vérifiez votre saisie',
  hide: 'Masquer',
  next: 'Suivant',
  first: 'Première page',
  no: 'Non',
  none: 'Aucun',
  optional: '(facultatif)',
  save: 'Enregistrer',
  search: 'Rechercher',
  show: 'Afficher',
  yes: 'Oui',
  environment: { sandbox: 'Bac à sable', production: 'Production' },
};

export const words: Readonly<Record<Language, typeof en>> = { en, fr };
