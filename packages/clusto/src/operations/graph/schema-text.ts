/** The schema of the graph: what can be asked, and how much of it is assumed where a list says nothing of its length. */
export const schemaText = `
"With how many elements a list is counted before it is read: as many as the argument \`by\` says, or else as are assumed."
directive @size(assumed: Int!, by: String) on FIELD_DEFINITION

"Any JSON value."
scalar JSON

"An integer of up to 2^53."
scalar Long

"A time in ISO 8601, in UTC."
scalar Time

"The inventory, as it is at one version."
type Query {
  "The version that is read."
  version: Long!
  "How many entities there are of each type."
  types: [TypeCount!]! @size(assumed: 10)
  "The inventory as it was: the number of a version, or a time in ISO 8601 with its zone."
  at(moment: String!): Query!
  "The entity of this name; null where there is none."
  entity(name: String!): Entity
  "Entities, all or those that a query of the search language finds, in pages."
  entities(
    "In the search language: \`clusto_type = server and pool = web\`."
    query: String
    "Only entities of this type."
    type: String
    "Only entities of this driver, or one that extends it."
    driver: String
    "Whether attributes of containers count for the query as those of what is in them."
    merge: Boolean! = false
    "By what to sort."
    sort: [Sorting!]! = [{ by: NAME }]
    "How many at most, up to 1000."
    first: Int! = 100
    "Goes on where a page ended: its \`next\`. All pages show the version of the first one."
    after: String
  ): EntityPage! @size(assumed: 100, by: "first")
  "What is in all of these pools, by name."
  poolMembers(
    "Names of pools."
    pools: [String!]!
    "Also what the members contain, and so on down."
    recursive: Boolean! = false
    "Only of this type."
    type: String
  ): [Entity!]! @size(assumed: 100)
  "Who was given what by which manager, oldest first."
  allocations(
    "Only what this entity has."
    entity: String
    "Only what this manager gave."
    manager: String
    "How many at most, up to 1000."
    first: Int! = 100
  ): [Allocation!]! @size(assumed: 100, by: "first")
  "The IP managers by network, each with its use."
  subnets: [Subnet!]! @size(assumed: 100)
  "The managers of names, or of numbers."
  managers(kind: ResourceKind!): [Manager!]! @size(assumed: 10)
  "Versions, newest first."
  versions(
    "How many at most, up to 1000."
    first: Int! = 20
    "Only versions before this one."
    before: Long
    "Only versions of this actor."
    actor: String
    "Only from this version or time on."
    since: String
    "Only up to this version or time, which counts."
    until: String
    "Only versions that changed attributes with this key."
    key: String
    "Only versions with this in their message, whatever the case."
    text: String
  ): [Version!]! @size(assumed: 20, by: "first")
  "How two versions differ; what came and went in between does not show."
  difference(
    "A version, or a time."
    from: String!
    "The same; the version that is read when it is left out."
    to: String
    "Only changes of what this query of the search language finds, at either of the two."
    query: String
  ): Difference!
}

"How many entities there are of a type."
type TypeCount {
  "The type."
  type: String!
  "How many there are."
  count: Int!
}

"A column to sort by."
input Sorting {
  "Which one."
  by: SortColumn!
  "Whether the last one comes first."
  descending: Boolean! = false
}

"What entities can be sorted by."
enum SortColumn {
  "The name, by code points."
  NAME
  "The type."
  TYPE
  "The driver."
  DRIVER
  "The order in which they were created."
  CREATED
}

"A page of entities."
type EntityPage {
  "The entities."
  items: [Entity!]! @size(assumed: 1)
  "What \`after\` of the next page is; null at the end."
  next: String
  "How many there are in all; counted when it is asked for."
  total: Int!
  "The version that all pages show."
  version: Long!
}

"Everything that the inventory knows is an entity: a server, a rack, a pool, a subnet."
type Entity {
  "Its name, which no other one has."
  name: String!
  "The coarse category: \`server\`, \`rack\`, \`pool\`, …"
  type: String!
  "The name of the driver class."
  driver: String!
  "Its attributes by key, or with those that it inherits, nearest first."
  attributes(
    "Only with this key."
    key: String
    "Only with this subkey."
    subkey: String
    "Also those of its containers."
    merge: Boolean! = false
  ): [Attribute!]! @size(assumed: 10)
  "What its driver declares, defaults filled in."
  properties: JSON!
  "The IP addresses that are bound to it."
  addresses: [String!]!
  "What it is directly in, longest there first, with the rack units."
  places: [Place!]! @size(assumed: 3)
  "What it is in."
  parents(
    "Also what that is in, and so on up, nearest first."
    recursive: Boolean! = false
    "Only of this type."
    type: String
    "Only of this driver, or one that extends it."
    driver: String
  ): [Entity!]! @size(assumed: 5)
  "What is in it, in the order of insertion."
  contents(
    "Also what that contains, and so on down, nearest first."
    recursive: Boolean! = false
    "Only of this type."
    type: String
    "Only of this driver, or one that extends it."
    driver: String
  ): [Entity!]! @size(assumed: 20)
  "Unit by unit, where it is a rack; null for everything else."
  rack: Rack
  "Its ports by type and number; none where it has none."
  ports(
    "Only of this type: \`nic-eth\`."
    type: String
  ): [Port!]! @size(assumed: 5)
  "Which attributes of others point to it, in the order of writing; cables are not among them."
  references(
    "Only with this key."
    key: String
  ): [Reference!]! @size(assumed: 10)
  "What it was given by managers, oldest first."
  allocations: [Allocation!]! @size(assumed: 5)
  "The versions that changed it, newest first."
  versions(
    "How many at most, up to 1000."
    first: Int! = 10
  ): [Version!]! @size(assumed: 10, by: "first")
}

"A fact about an entity."
type Attribute {
  "Its key."
  key: String!
  "Its subkey; null where it has none."
  subkey: String
  "Its number; null where it has none."
  number: Long
  "\`int\`, \`float\`, \`bool\`, \`string\`, \`datetime\`, \`relation\` or \`json\`."
  datatype: String!
  "Integers beyond 2^53 are texts, times are in ISO 8601, relations are names of entities, secrets read \`(secret)\`."
  value: JSON
  "The version that wrote it."
  version: Long!
  "Who wrote it, when and why; null where it was written when it could not be seen yet."
  writtenBy: Version
  "Whether it belongs to an allocation, and goes with it."
  isManaged: Boolean!
  "Whose it is: the entity itself, or a container that it inherits from."
  of: Entity!
  "The entity that it points to, where it is a relation."
  related: Entity
}

"A place in a container."
type Place {
  "What it is in."
  container: Entity!
  "In a rack: the rack units."
  units: [Int!]!
}

"A port of a device."
type Port {
  "The device."
  device: Entity!
  "As \`nic-eth\`."
  type: String!
  "Its number among those of its type."
  number: Int!
  "What the device calls it; the number where it has no other name."
  name: String!
  "What is noted at it, such as its \`mac\`."
  attributes: JSON!
  "The port at the other end of its cable; null where there is none."
  peer: Port
  "The cables from here to where they end, through patch panels; none where nothing is connected."
  trace: [Hop!]! @size(assumed: 4)
}

"A cable on the way from one device to another."
type Hop {
  "The near end."
  from: Port!
  "The far end."
  to: Port!
}

"A rack as one stands in front of it."
type Rack {
  "Its units, the highest first."
  units: [RackUnit!]! @size(assumed: 45)
  "How many of them are free."
  free: Int!
  "The longest run of free units."
  longestFree: Int!
}

"A unit of a rack."
type RackUnit {
  "Its number."
  unit: Int!
  "The device in it; null when it is free."
  device: Entity
}

"An attribute that points to an entity."
type Reference {
  "Whose attribute it is."
  entity: Entity!
  "The attribute."
  attribute: Attribute!
}

"What an entity was given by a manager."
type Allocation {
  "Who has it."
  entity: Entity!
  "Who gave it."
  manager: Entity!
  "The key of the attribute that carries it."
  key: String!
  "The number of that attribute."
  number: Long
  "As people read it: an address, a name, a number."
  resource: String!
}

"How full a subnet is."
type Subnet {
  "Its IP manager."
  manager: Entity!
  "As \`10.0.0.0/8\`; null for one that takes every address."
  network: String
  "Its gateway; null where there is none."
  gateway: String
  "How many addresses it can hand out; a text, since IPv6 has more than a number holds."
  size: String
  "How many it has given out, reserved ones included."
  used: Long!
  "Percent of \`size\`, with one decimal."
  percent: Float
}

"What a manager hands out."
enum ResourceKind {
  "Names."
  NAME
  "Numbers."
  NUMBER
}

"A manager of names or numbers."
type Manager {
  "The manager."
  manager: Entity!
  "How many it has given out; null where it does not count."
  used: Long
}

"One transaction that changed the inventory."
type Version {
  "Its number: versions are in the order of commit."
  number: Long!
  "When it was made."
  time: Time!
  "Who made it."
  actor: String!
  "Why."
  message: String
  "From where: \`http\`, \`cli\`, \`shell\`, …"
  source: String!
  "What it changed; as a version of an entity, of that entity."
  changes: [Change!]! @size(assumed: 10)
}

"One thing that was changed."
type Change {
  "\`created\`, \`deleted\`, \`renamed\`, \`driver\`, \`added\`, \`removed\`, \`changed\`, \`in\`, \`out\`, \`connected\`, \`disconnected\`, \`allocated\` or \`released\`."
  kind: String!
  "What the entity was called then."
  name: String!
  "Of which type it was."
  type: String!
  "Of which driver it was."
  driver: String!
  "In words that follow the name."
  text: String!
}

"How two versions differ."
type Difference {
  "The earlier one."
  from: Long!
  "The later one."
  to: Long!
  "What is different."
  changes: [Change!]! @size(assumed: 5000)
}
`;
