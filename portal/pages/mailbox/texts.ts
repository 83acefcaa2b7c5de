import { en } from '#portal/pages/mailbox/en.ts';
import { fr } from '#portal/pages/mailbox/fr.ts';

export const texts = { en, fr };
