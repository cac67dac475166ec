// The other way to carry messages: for who outgrows the queues of storage.
@description('What every resource is named after.')
param name string
@description('Makes names unique in the world.')
param unique string
@description('Where it lies.')
param location string
@description('What it is marked with.')
param tags object
@description('Put before every queue name.')
param prefix string
@description('The name of the identity of the app.')
param identityName string
@description('The identity of the app.')
param principalId string
@description('The workspace that logs go to.')
param workspaceId string

var busReceiver = '4f6d3b9b-027b-4f4c-9142-0e5a2a2247e0'
var busSender = '69a216fc-b8fb-44d8-bc22-1f3c2cd27a39'

// Held by a test to what the code declares.
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

resource broker 'Microsoft.ServiceBus/namespaces@2024-01-01' = {
  name: 'sb-${name}-${unique}'
  location: location
  tags: tags
  // Standard: Basic detects no duplicates and Premium costs hundreds a month.
  sku: { name: 'Standard', tier: 'Standard' }
  properties: {
    disableLocalAuth: true
    minimumTlsVersion: '1.2'
  }
}

@batchSize(1)
resource queue 'Microsoft.ServiceBus/namespaces/queues@2024-01-01' = [for one in queueNames: {
  parent: broker
  name: '${dash}${one}'
  properties: {
    // The longest that there is; the host renews it while a function runs.
    lockDuration: 'PT5M'
    // As many as maxDequeueCount of host.json.
    maxDeliveryCount: 5
    // A send whose answer was lost is sent again under the same message id.
    requiresDuplicateDetection: true
    duplicateDetectionHistoryTimeWindow: 'PT10M'
    // Without a time to live: messages do not expire, as in storage.
  }
}]

resource appOnBus 'Microsoft.Authorization/roleAssignments@2022-04-01' = [for role in [
  busReceiver
  busSender
]: {
  name: guid(broker.id, identityName, role)
  scope: broker
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', role)
  }
}]

// Who changed what of the namespace.
resource busLogs 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'operations'
  scope: broker
  properties: {
    workspaceId: workspaceId
    logs: [ { category: 'OperationalLogs', enabled: true } ]
  }
}

@description('The resource id.')
output id string = broker.id
@description('Its host.')
output host string = '${broker.name}.servicebus.windows.net'
