// Who may do what with storage, vault and telemetry: the app what it needs to run, the operator what it takes to deploy and to turn keys, nobody else anything.
@description('The name of the identity of the app.')
param identityName string
@description('The identity of the app.')
param principalId string
@description('The storage account.')
param storageName string
@description('The vault.')
param vaultName string
@description('Application Insights.')
param insightsName string
@description('Who deploys; empty for nobody.')
param operatorId string
@description('What operatorId is.')
param operatorType string

var blobOwner = 'b7e6dc6d-f1e8-4753-8033-0f276bb0955b'
var blobContributor = 'ba92f5b4-2d11-453d-a403-e96b0029c9fe'
var queueContributor = '974c5e8b-45b9-4653-ba55-5f855dd0fb88'
var tableContributor = '0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3'
var metricsPublisher = '3913510d-42f4-4e42-8a64-420c390055eb'
var secretsUser = '4633458b-17de-408a-b874-0445c86b69e6'
var secretsOfficer = 'b86a8fe4-44ce-4948-aee5-eccb2c155cd7'

resource storage 'Microsoft.Storage/storageAccounts@2023-05-01' existing = {
  name: storageName
}

resource vault 'Microsoft.KeyVault/vaults@2023-07-01' existing = {
  name: vaultName
}

resource insights 'Microsoft.Insights/components@2020-02-02' existing = {
  name: insightsName
}

// Names of assignments are worked out before anything is there: from ids and names, never from what Azure makes up.
resource appOnStorage 'Microsoft.Authorization/roleAssignments@2022-04-01' = [for role in [
  blobOwner
  queueContributor
  tableContributor
]: {
  name: guid(storage.id, identityName, role)
  scope: storage
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', role)
  }
}]

resource appOnVault 'Microsoft.Authorization/roleAssignments@2022-04-01' = [for role in [
  secretsUser
]: {
  name: guid(vault.id, identityName, role)
  scope: vault
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', role)
  }
}]

resource appOnInsights 'Microsoft.Authorization/roleAssignments@2022-04-01' = [for role in [
  metricsPublisher
]: {
  name: guid(insights.id, identityName, role)
  scope: insights
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', role)
  }
}]

resource operatorOnStorage 'Microsoft.Authorization/roleAssignments@2022-04-01' = [for role in [
  blobContributor
  queueContributor
  tableContributor
]: if (!empty(operatorId)) {
  name: guid(storage.id, operatorId, role)
  scope: storage
  properties: {
    principalId: operatorId
    principalType: operatorType
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', role)
  }
}]

resource operatorOnVault 'Microsoft.Authorization/roleAssignments@2022-04-01' = [for role in [
  secretsOfficer
]: if (!empty(operatorId)) {
  name: guid(vault.id, operatorId, role)
  scope: vault
  properties: {
    principalId: operatorId
    principalType: operatorType
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', role)
  }
}]
