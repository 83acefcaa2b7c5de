import assert from 'node:assert/strict';
import test from 'node:test';
import { nextState, transitions, type Decision, type SubscriptionState } from '#registry/subscriptions/transitions.ts';

const states: readonly SubscriptionState[] = ['pending', 'approved', 'rejected', 'suspended', 'revoked'];
const decisions: readonly Decision[] = ['approve', 'reject', 'suspend', 'resume', 'revoke'];

test('a subscription that was rejected or revoked stays so for ever', () => {
  for (const decision of decisions) {
    assert.equal(nextState('rejected', decision), null);
    assert.equal(nextState('revoked', decision), null);
  }
});

test('a pending subscription opens by approval alone, a suspended one by being resumed', () => {
  const opening = (state: SubscriptionState) => decisions.filter((one) => nextState(state, one) === 'approved');
  assert.deepEqual(opening('pending'), ['approve']);
  assert.deepEqual(opening('suspended'), ['resume']);
});

test('no decision leaves the state as it is, or leads back to pending', () => {
  for (const state of states) {
    for (const decision of decisions) assert.notEqual(nextState(state, decision), state);
  }
  for (const decision of decisions) assert.notEqual(transitions[decision].to, 'pending');
});
