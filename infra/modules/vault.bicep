// The keys of the installation and whatever else is secret. Nothing that is deleted here is gone before ninety days.
@description('What every resource is named after.')
param name string
@description('Makes names unique in the world.')
param unique string
@description('Where it lies.')
param location string
@description('What it is marked with.')
param tags object
@description('The workspace that logs go to.')
param workspaceId string
@description('Where private endpoints lie; empty for none.')
param subnetId string
@description('The zone of names of vaults; empty for none.')
param zoneId string
@description('Addresses that may come in beside private endpoints.')
param operatorAddresses array

resource vault 'Microsoft.KeyVault/vaults@2023-07-01' = {
  // At most 24 characters, the last no dash: behind the longest name nine unique ones are left.
  name: take('kv-${name}-${unique}', 24)
  location: location
  tags: tags
  properties: {
    tenantId: tenant().tenantId
    sku: { family: 'A', name: 'standard' }
    enableRbacAuthorization: true
    accessPolicies: []
    enableSoftDelete: true
    softDeleteRetentionInDays: 90
    // Without the keys no address of anybody can be read again: not even the operator can do away with them at once.
    enablePurgeProtection: true
    publicNetworkAccess: empty(subnetId) || !empty(operatorAddresses) ? 'Enabled' : 'Disabled'
    networkAcls: {
      bypass: 'AzureServices'
      defaultAction: empty(subnetId) ? 'Allow' : 'Deny'
      ipRules: [for one in operatorAddresses: {
        value: one
      }]
    }
  }
}

resource vaultLogs 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'audit'
  scope: vault
  properties: {
    workspaceId: workspaceId
    logs: [ { categoryGroup: 'audit', enabled: true } ]
  }
}

resource endpoint 'Microsoft.Network/privateEndpoints@2023-11-01' = if (!empty(subnetId)) {
  name: 'pe-${name}-vault'
  location: location
  tags: tags
  properties: {
    subnet: { id: subnetId }
    privateLinkServiceConnections: [ { name: 'vault', properties: { privateLinkServiceId: vault.id, groupIds: [ 'vault' ] } } ]
  }
}

resource endpointName 'Microsoft.Network/privateEndpoints/privateDnsZoneGroups@2023-11-01' = if (!empty(subnetId)) {
  parent: endpoint
  name: 'default'
  properties: { privateDnsZoneConfigs: [ { name: 'vault', properties: { privateDnsZoneId: zoneId } } ] }
}

@description('The vault.')
output name string = vault.name
@description('Where it answers.')
output uri string = vault.properties.vaultUri
