import { addresses } from '#portal/addresses.ts';
import { forAccounts, forEverybody, type PageRoute } from '#portal/page-route.ts';
import { makeApplication, showNewApplication } from '#portal/pages/applications/create.tsx';
import { deleteNamedApplication, showDeleteApplication } from '#portal/pages/applications/delete.tsx';
import { showDetails } from '#portal/pages/applications/details.tsx';
import { changeApplication, showEditApplication } from '#portal/pages/applications/edit.tsx';
import { formBytes } from '#portal/pages/applications/fields.tsx';
import { showApplications } from '#portal/pages/applications/list.tsx';
import { showPicture } from '#portal/pages/applications/picture.ts';
import { disable, enable, sendLink } from '#portal/pages/applications/switch.ts';
import { followContactLink, showContactLink } from '#portal/pages/applications/verify-contact.tsx';

export const applicationPages: readonly PageRoute[] = [
  forAccounts('get', addresses.applications, showApplications),
  forAccounts('get', addresses.newApplication, showNewApplication),
  forAccounts('post', addresses.newApplication, makeApplication, { bodyBytes: formBytes }),
  forAccounts('get', addresses.application, showDetails),
  forAccounts('get', addresses.editApplication, showEditApplication),
  forAccounts('post', addresses.editApplication, changeApplication, { bodyBytes: formBytes }),
  forAccounts('post', addresses.enableApplication, enable),
  forAccounts('post', addresses.disableApplication, disable),
  forAccounts('post', addresses.contactLink, sendLink),
  forAccounts('get', addresses.deleteApplication, showDeleteApplication),
  forAccounts('post', addresses.deleteApplication, deleteNamedApplication),
  forAccounts('get', addresses.applicationPicture, showPicture),
  forEverybody('get', addresses.verifyContact, showContactLink),
  forEverybody('post', addresses.verifyContact, followContactLink),
];
