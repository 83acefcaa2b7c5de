import { addresses } from '#portal/addresses.ts';
import { forOperators, type PageRoute } from '#portal/page-route.ts';
import { showAccount } from '#portal/pages/operator/accounts/account.tsx';
import {
  activate,
  askAboutOperator,
  askToResetFactors,
  askToShut,
  resetFactors,
  shut,
  switchOperator,
} from '#portal/pages/operator/accounts/change.tsx';
import { showAccounts } from '#portal/pages/operator/accounts/list.tsx';
import { showAudit } from '#portal/pages/operator/audit.tsx';
import { showIssuers } from '#portal/pages/operator/issuers.tsx';
import { sendAgain, showMails } from '#portal/pages/operator/mails.tsx';
import { makeCode, showCodes, withdrawOneCode } from '#portal/pages/operator/organisations/codes.tsx';
import { createNewOrganisation, showNewOrganisation } from '#portal/pages/operator/organisations/create.tsx';
import { renameOrganisation, showOrganisation } from '#portal/pages/operator/organisations/details.tsx';
import { showOrganisations } from '#portal/pages/operator/organisations/list.tsx';
import { addNewMember, changeRole, endMembership, showMembers } from '#portal/pages/operator/organisations/members.tsx';
import { showOverview } from '#portal/pages/operator/overview.tsx';
import { showProviders } from '#portal/pages/operator/providers.tsx';
import { whenConfirmed } from '#portal/visit/confirmed.ts';

export const operatorPages: readonly PageRoute[] = [
  forOperators('get', addresses.operator, showOverview),
  forOperators('get', addresses.operatorOrganisations, showOrganisations),
  forOperators('get', addresses.operatorNewOrganisation, showNewOrganisation),
  forOperators('post', addresses.operatorNewOrganisation, createNewOrganisation),
  forOperators('get', addresses.operatorOrganisation, showOrganisation),
  forOperators('post', addresses.operatorOrganisation, renameOrganisation),
  forOperators('get', addresses.operatorMembers, showMembers),
  forOperators('post', addresses.operatorMembers, addNewMember),
  forOperators('post', addresses.operatorChangeMember, changeRole),
  forOperators('post', addresses.operatorRemoveMember, endMembership),
  forOperators('get', addresses.operatorCodes, showCodes),
  forOperators('post', addresses.operatorCodes, makeCode),
  forOperators('post', addresses.operatorWithdrawCode, withdrawOneCode),
  forOperators('get', addresses.operatorAccounts, showAccounts),
  forOperators('get', addresses.operatorAccount, showAccount),
  forOperators('post', addresses.operatorActivateAccount, activate),
  forOperators('get', addresses.operatorShutAccount, askToShut),
  forOperators('post', addresses.operatorShutAccount, shut),
  forOperators('get', addresses.operatorResetFactors, whenConfirmed(askToResetFactors)),
  forOperators('post', addresses.operatorResetFactors, whenConfirmed(resetFactors)),
  forOperators('get', addresses.operatorRight, whenConfirmed(askAboutOperator)),
  forOperators('post', addresses.operatorRight, whenConfirmed(switchOperator)),
  forOperators('get', addresses.operatorProviders, showProviders),
  forOperators('get', addresses.operatorIssuers, showIssuers),
  forOperators('get', addresses.operatorAudit, showAudit),
  forOperators('get', addresses.operatorMails, showMails),
  forOperators('post', addresses.operatorSendMailAgain, sendAgain),
];
