// All state: tables and queues of the app, what the Functions host keeps, and the package that runs.
@description('What every resource is named after.')
param name string
@description('Makes names unique in the world.')
param unique string
@description('Where it lies.')
param location string
@description('What it is marked with.')
param tags object
@description('Put before every table and queue name.')
param prefix string
@description('Whether its queues carry messages.')
param carriesMessages bool
@description('Whether it is spread over the zones of the region.')
param zoneRedundant bool
@description('The workspace that logs go to.')
param workspaceId string
@description('Where private endpoints lie; empty for none.')
param subnetId string
@description('The zones of names of blob, queue and table, in this order; empty for none.')
param zoneIds array
@description('Addresses that may come in beside private endpoints.')
param operatorAddresses array

// Held by a test to what the code declares, as are the queues below.
var tableNames = [
  'addresses'
  'alerts'
  'brakes'
  'budgets'
  'campaigns'
  'claims'
  'dailycounts'
  'digests'
  'inlets'
  'invitations'
  'joins'
  'keys'
  'ledger'
  'momentum'
  'people'
  'signals'
  'snapshots'
  'submissions'
  'subscriptions'
]
var queueNames = [
  'deliver-notifications'
  'erase-member'
  'fan-out-alert'
  'follow-up-submissions'
  'group-alerts'
  'measure-momentum'
  'poll-source'
  'write-to-member'
]
var dash = empty(prefix) ? '' : '${prefix}-'

resource account 'Microsoft.Storage/storageAccounts@2023-05-01' = {
  // 24 letters and digits are the most that an account's name may have: two of the unique ones fall away behind the longest name.
  name: take('st${name}${unique}', 24)
  location: location
  tags: tags
  kind: 'StorageV2'
  sku: { name: zoneRedundant ? 'Standard_ZRS' : 'Standard_LRS' }
  properties: {
    allowBlobPublicAccess: false
    allowCrossTenantReplication: false
    // Nobody opens it by a key, the operator neither.
    allowSharedKeyAccess: false
    defaultToOAuthAuthentication: true
    minimumTlsVersion: 'TLS1_2'
    supportsHttpsTrafficOnly: true
    publicNetworkAccess: empty(subnetId) || !empty(operatorAddresses) ? 'Enabled' : 'Disabled'
    networkAcls: {
      bypass: 'AzureServices'
      defaultAction: empty(subnetId) ? 'Allow' : 'Deny'
      ipRules: [for one in operatorAddresses: {
        value: one
        action: 'Allow'
      }]
    }
  }
}

resource blobs 'Microsoft.Storage/storageAccounts/blobServices@2023-05-01' = {
  parent: account
  name: 'default'
  properties: {
    // A package that was struck by mistake can be brought back. Tables and queues have no such thing: operations.md tells of backups.
    deleteRetentionPolicy: { enabled: true, days: 14 }
    containerDeleteRetentionPolicy: { enabled: true, days: 14 }
  }
}

// Must be there before the app is.
resource packages 'Microsoft.Storage/storageAccounts/blobServices/containers@2023-05-01' = {
  parent: blobs
  name: 'packages'
}

resource queues 'Microsoft.Storage/storageAccounts/queueServices@2023-05-01' = {
  parent: account
  name: 'default'
}

// A few at a time: an account takes ten changes a second (Azure Storage resource provider limits).
@batchSize(5)
resource queue 'Microsoft.Storage/storageAccounts/queueServices/queues@2023-05-01' = [for one in queueNames: if (carriesMessages) {
  parent: queues
  name: '${dash}${one}'
}]

// The host makes them when it needs them; here they are seen from the first day.
@batchSize(5)
resource poison 'Microsoft.Storage/storageAccounts/queueServices/queues@2023-05-01' = [for one in queueNames: if (carriesMessages) {
  parent: queues
  name: '${dash}${one}-poison'
}]

resource tables 'Microsoft.Storage/storageAccounts/tableServices@2023-05-01' = {
  parent: account
  name: 'default'
}

@batchSize(5)
resource table 'Microsoft.Storage/storageAccounts/tableServices/tables@2023-05-01' = [for one in tableNames: {
  parent: tables
  name: '${prefix}${one}'
}]

// What was taken away from the containers. Rows and messages come and go by the thousand: a log of them would cost more than they do.
resource blobLogs 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'deletions'
  scope: blobs
  properties: {
    workspaceId: workspaceId
    logs: [ { category: 'StorageDelete', enabled: true } ]
  }
}

var services = [
  'blob'
  'queue'
  'table'
]

// One after the other: each changes the account.
@batchSize(1)
resource endpoint 'Microsoft.Network/privateEndpoints@2023-11-01' = [for service in services: if (!empty(subnetId)) {
  name: 'pe-${name}-${service}'
  location: location
  tags: tags
  properties: {
    subnet: { id: subnetId }
    privateLinkServiceConnections: [ { name: service, properties: { privateLinkServiceId: account.id, groupIds: [ service ] } } ]
  }
}]

resource endpointName 'Microsoft.Network/privateEndpoints/privateDnsZoneGroups@2023-11-01' = [for (service, i) in services: if (!empty(subnetId)) {
  parent: endpoint[i]
  name: 'default'
  properties: { privateDnsZoneConfigs: [ { name: service, properties: { privateDnsZoneId: empty(zoneIds) ? '' : zoneIds[i] } } ] }
}]

@description('The resource id.')
output id string = account.id
@description('The account.')
output name string = account.name
@description('The container that the package is uploaded to.')
output packageContainer string = packages.name
@description('Its address.')
output packageUrl string = '${account.properties.primaryEndpoints.blob}${packages.name}'
