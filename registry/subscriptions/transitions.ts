/** The life of a subscription: which decision leads from which states to which. Only `approved` opens anything. */

export type SubscriptionState = 'pending' | 'approved' | 'rejected' | 'suspended' | 'revoked';
export type Decision = 'approve' | 'reject' | 'suspend' | 'resume' | 'revoke';

type Transition = { readonly from: readonly SubscriptionState[]; readonly to: SubscriptionState };

export const transitions: Readonly<Record<Decision, Transition>> = {
  approve: { from: ['pending'], to: 'approved' },
  reject: { from: ['pending'], to: 'rejected' },
  suspend: { from: ['approved'], to: 'suspended' },
  resume: { from: ['suspended'], to: 'approved' },
  revoke: { from: ['pending', 'approved', 'suspended'], to: 'revoked' },
};

/** States in which an application has at most one subscription to a product; the others are ended. */
export const liveStates = transitions.revoke.from;

/** Gives the state after `decision`, or null when it cannot be taken in `state`. */
export function nextState(state: SubscriptionState, decision: Decision): SubscriptionState | null {
  const transition = transitions[decision];
  return transition.from.includes(state) ? transition.to : null;
}
