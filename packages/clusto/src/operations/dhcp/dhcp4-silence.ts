/** Why a packet of DHCPv4 gets no answer, by what it is counted under. */
export const dhcp4Silences = {
  malformed: 'the packet cannot be read',
  'not-a-request': 'it is not a request of a client (op is not 1)',
  'hardware-type': 'the client has no MAC address of Ethernet (htype 1, hlen 6)',
  'message-type': 'it has no message type that a client sends',
  unsupported: 'messages of this type are not answered',
  'relay-refused': 'the relay is not one that may ask',
  'address-invalid': 'an answer would go to an address that no client or relay has',
  'own-packet': 'the packet comes from this server itself',
  'unknown-client': 'no entity has a port with this MAC address',
  'discovery-waiting': 'the client is unknown, and an address of the discovery subnet is being held for it',
  'several-clients': 'several entities have a port with this MAC address',
  'not-enabled': 'the attribute dhcp.enabled does not say true',
  'no-address': 'the client has no address that is bound',
  'other-network': 'the client has no address on the network that the request comes from',
  'address-in-conflict': 'the address of the client was declined a short while ago',
  'other-server': 'the client has taken the offer of another server',
  'address-missing': 'the request does not say which address the client wants',
  'not-the-owner': 'the client gives back an address that it does not have',
  declined: 'the client has found its address in use by another',
  released: 'the client has given back its address, which stays bound to it',
} as const;

export type Dhcp4Silence = keyof typeof dhcp4Silences;
