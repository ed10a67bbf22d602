/** Why a message of DHCPv6 gets no answer, by what it is counted under. */
export const dhcp6Silences = {
  malformed: 'the packet cannot be read',
  'message-type': 'it is no message that a client sends',
  'relay-refused': 'the relay is not one that may ask',
  'client-id-missing': 'the client does not say who it is',
  'server-id-unfit': 'the message names a server where none may be, or none where one has to be',
  'other-server': 'the message is for another server',
  'unknown-client': 'no entity has this identifier, or a port with this MAC address',
  'several-clients': 'several entities have a port with this MAC address',
  'not-enabled': 'the attribute dhcp6.enabled does not say true',
  'nothing-to-confirm': 'nothing is known of the network that the client asks about',
  'other-binding': 'what the client goes on with is not of this server',
  unicast: 'a client sent to the address of this server instead of all servers',
  'associations-many': 'the message names more associations and addresses than a client has',
  'association-unfit': 'the message has an identity association where none may be, or none where one has to be',
} as const;

export type Dhcp6Silence = keyof typeof dhcp6Silences;
