// The function app: Flex Consumption with a custom handler, everything opened by its own identity.
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
@description('What links in messages begin with; empty for the address that Azure gives.')
param publicUrl string
@description('The identity of the app.')
param identityId string
@description('The client id of the identity.')
param clientId string
@description('The storage account.')
param storageName string
@description('The container that the package is uploaded to.')
param packageUrl string
@description('Where the vault answers.')
param vaultUri string
@description('Where telemetry is sent.')
param insightsConnection string
@description('The workspace that logs go to.')
param workspaceId string
@description('Whether the log of the host goes there too.')
param hostLogs bool
@description('Which queues carry messages.')
param queues string
@description('The host of the Service Bus; empty for the queues of storage.')
param busNamespace string
@description('Memory of an instance in MB.')
param instanceMemoryMB int
@description('The most instances that a function scales to.')
param maximumInstanceCount int
@description('Instances that are always there for calls over HTTP.')
param alwaysReadyHttp int
@description('Whether it is spread over the zones of the region.')
param zoneRedundant bool
@description('The subnet that the app calls from; empty for none.')
param subnetId string
@description('Settings that are no secrets, by name.')
param settings object
@description('Names of settings whose values are secrets of the vault.')
param secretSettings array

// A test knows who reads each of these, and that none is missing. Every deployment replaces all settings: what was set by hand is gone then.
var own = {
  AzureWebJobsStorage__accountName: storageName
  AzureWebJobsStorage__credential: 'managedidentity'
  AzureWebJobsStorage__clientId: clientId
  APPLICATIONINSIGHTS_CONNECTION_STRING: insightsConnection
  APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'ClientId=${clientId};Authorization=AAD'
  Relais__Prefix: prefix
  Relais__Queues: queues
}
var address = empty(publicUrl) ? {} : {
  Relais__PublicUrl: publicUrl
}
var bus = empty(busNamespace) ? {} : {
  ServiceBus__fullyQualifiedNamespace: busNamespace
  ServiceBus__credential: 'managedidentity'
  ServiceBus__clientId: clientId
}
var kept = [
  'Secrets__Keys'
]

// Secrets__Keys is relais-secrets-keys in the vault: names of secrets have no underscores. Without a version, a newer one is taken within a day.
var secrets = map(union(kept, secretSettings), one => {
  name: one
  value: '@Microsoft.KeyVault(SecretUri=${vaultUri}secrets/relais-${toLower(replace(one, '__', '-'))})'
})
var plain = map(items(union(settings, own, address, bus)), one => { name: one.key, value: one.value })

resource plan 'Microsoft.Web/serverfarms@2024-04-01' = {
  name: 'plan-${name}'
  location: location
  tags: tags
  kind: 'functionapp'
  sku: { name: 'FC1', tier: 'FlexConsumption' }
  properties: {
    reserved: true
    zoneRedundant: zoneRedundant
  }
}

resource app 'Microsoft.Web/sites@2024-04-01' = {
  name: 'func-${name}-${unique}'
  location: location
  tags: tags
  kind: 'functionapp,linux'
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: { '${identityId}': {} }
  }
  properties: {
    serverFarmId: plan.id
    httpsOnly: true
    clientAffinityEnabled: false
    // Without it the vault is asked in the name of an identity that this app does not have.
    keyVaultReferenceIdentity: identityId
    virtualNetworkSubnetId: empty(subnetId) ? null : subnetId
    functionAppConfig: {
      deployment: {
        storage: {
          type: 'blobContainer'
          value: packageUrl
          authentication: {
            type: 'UserAssignedIdentity'
            userAssignedIdentityResourceId: identityId
          }
        }
      }
      runtime: { name: 'custom', version: '1.0' }
      scaleAndConcurrency: {
        instanceMemoryMB: instanceMemoryMB
        maximumInstanceCount: maximumInstanceCount
        alwaysReady: alwaysReadyHttp == 0 ? [] : [ { name: 'http', instanceCount: alwaysReadyHttp } ]
      }
    }
    siteConfig: {
      minTlsVersion: '1.2'
      http20Enabled: true
      appSettings: concat(plain, secrets)
    }
  }
}

// Nobody deploys by a password. (Flex Consumption has no FTP.)
resource scm 'Microsoft.Web/sites/basicPublishingCredentialsPolicies@2024-04-01' = {
  parent: app
  name: 'scm'
  properties: { allow: false }
}

resource logs 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = if (hostLogs) {
  name: 'host'
  scope: app
  properties: {
    workspaceId: workspaceId
    logs: [ { category: 'FunctionAppLogs', enabled: true } ]
  }
}

@description('The function app.')
output name string = app.name
@description('Where it answers.')
output url string = 'https://${app.properties.defaultHostName}'
