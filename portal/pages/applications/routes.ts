import { addresses } from '#portal/addresses.ts';
import { forAccounts, forEverybody, type PageRoute } from '#portal/page-route.ts';
import { makeApplication, showNewApplication } from '#portal/pages/applications/create.tsx';
import { changeOrigins, showCredentials } from '#portal/pages/applications/credentials.tsx';
import { deleteNamedApplication, showDeleteApplication } from '#portal/pages/applications/delete.tsx';
import { showDetails } from '#portal/pages/applications/details.tsx';
import { changeApplication, showEditApplication } from '#portal/pages/applications/edit.tsx';
import { formBytes } from '#portal/pages/applications/fields.tsx';
import { askToWithdrawKey, makeKey, withdrawNamedKey } from '#portal/pages/applications/keys.tsx';
import { showApplications } from '#portal/pages/applications/list.tsx';
import { showPicture } from '#portal/pages/applications/picture.ts';
import {
  askToReplace,
  askToShow,
  askToWithdraw,
  makeSecret,
  replaceSecret,
  showNamedSecret,
  withdrawNamedSecret,
} from '#portal/pages/applications/secrets.tsx';
import { disable, enable, sendLink } from '#portal/pages/applications/switch.ts';
import { followContactLink, showContactLink } from '#portal/pages/applications/verify-contact.tsx';
import { whenConfirmed } from '#portal/visit/confirmed.ts';

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
  forAccounts('get', addresses.applicationCredentials, showCredentials),
  forAccounts('post', addresses.applicationCredentials, changeOrigins),
  // Where the proof of presence leads back to: the forms stand on the tab.
  forAccounts('get', addresses.applicationSecrets, showCredentials),
  forAccounts('post', addresses.applicationSecrets, whenConfirmed(makeSecret)),
  forAccounts('get', addresses.applicationSecret, whenConfirmed(askToShow)),
  forAccounts('post', addresses.applicationSecret, whenConfirmed(showNamedSecret)),
  forAccounts('get', addresses.replaceSecret, askToReplace),
  forAccounts('post', addresses.replaceSecret, whenConfirmed(replaceSecret)),
  forAccounts('get', addresses.withdrawSecret, askToWithdraw),
  forAccounts('post', addresses.withdrawSecret, withdrawNamedSecret),
  forAccounts('get', addresses.applicationKeys, showCredentials),
  forAccounts('post', addresses.applicationKeys, whenConfirmed(makeKey)),
  forAccounts('get', addresses.withdrawKey, askToWithdrawKey),
  forAccounts('post', addresses.withdrawKey, withdrawNamedKey),
  forEverybody('get', addresses.verifyContact, showContactLink),
  forEverybody('post', addresses.verifyContact, followContactLink),
];
