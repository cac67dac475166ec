// Relais in one resource group: a function app on Flex Consumption, its storage, its keys, its telemetry. No secret stands in a setting. docs/azure.md tells what and why.
targetScope = 'resourceGroup'

@description('What every resource is named after: 3 to 11 lower-case letters and digits, a letter first.')
@minLength(3)
@maxLength(11)
param name string

@description('Where everything lies. Membership of a cause is sensitive by law: a region of the European Union unless there is a reason. Where Flex Consumption is not offered, the deployment says so.')
@allowed([ 'swedencentral', 'northeurope', 'westeurope', 'francecentral', 'germanywestcentral', 'italynorth', 'spaincentral', 'polandcentral', 'norwayeast', 'switzerlandnorth', 'uksouth', 'canadacentral', 'eastus2' ])
param location string = 'swedencentral'

@description('The address that links in messages begin with, https and without a path, once a domain leads here; empty for the address that Azure gives.')
param publicUrl string = ''

@description('Put before every table and queue name: the same that the package was published with. Up to 20 lower-case letters and digits, a letter first; empty for none.')
@maxLength(20)
param prefix string = ''

@description('Which queues carry messages: the same that the package was published with.')
@allowed([ 'storage', 'servicebus' ])
param queues string = 'storage'

@description('Memory of an instance in MB; 512 has a quarter of a processor and starts slowly.')
@allowed([ 512, 2048, 4096 ])
param instanceMemoryMB int = 2048

@description('The most instances that one function, or all of HTTP together, scales to.')
@minValue(1)
@maxValue(1000)
param maximumInstanceCount int = 40

@description('Instances that are always there for calls over HTTP: 0 costs nothing, 1 spares callers the start.')
@minValue(0)
@maxValue(20)
param alwaysReadyHttp int = 0

@description('Whether storage and plan are spread over the zones of the region. Decided at the first deployment: an account cannot be changed by this later.')
param zoneRedundant bool = false

@description('Whether storage and vault are reached through a network of our own.')
param privateEndpoints bool = false

@description('With private endpoints, public IPv4 addresses from which the operator still reaches storage and vault; empty for none.')
param operatorAddresses array = []

@description('The object id of whoever deploys and looks after it: may upload packages, read and write tables, queues and secrets. Empty for nobody.')
param operatorId string = ''

@description('What operatorId is.')
@allowed([ 'User', 'Group', 'ServicePrincipal' ])
param operatorType string = 'User'

@description('Where alerts on the installation itself and on its cost go.')
param operatorEmail string

@description('The most that a month should cost, in the currency of the subscription: at half, at all and at a forecast of all of it the operator is written to. 0 for no budget.')
@minValue(0)
param monthlyBudget int = 30

@description('The first day of the month of the first deployment, as 2026-12-01, and the same ever after: Azure refuses to change it. Empty for no budget.')
param budgetFrom string = ''

@description('Days for which telemetry is kept.')
@minValue(30)
@maxValue(730)
param telemetryDays int = 30

@description('Whether the log of the Functions host is written a second time, for when the app does not start: what goes to Application Insights needs a host that runs.')
param hostLogs bool = false

@description('Whether Azure asks, each quarter of an hour from two places, if the app is ready.')
param watchHealth bool = true

@description('Settings that are no secrets, by name, such as Smtp__Host; docs/configuration.md has them all.')
param settings object = {}

@description('Names of settings whose values are secrets of the vault: Smtp__Password stands for the secret relais-smtp-password. Secrets__Keys is always among them.')
param secretSettings array = []

var tags = { app: 'relais', installation: name }
// Names of accounts, vaults, apps and namespaces are unique in the world: this one is the same at each deployment into the same group.
var unique = uniqueString(resourceGroup().id, name)

module identity 'modules/identity.bicep' = {
  name: 'identity'
  params: { name: name, location: location, tags: tags }
}

module monitoring 'modules/monitoring.bicep' = {
  name: 'monitoring'
  params: {
    name: name
    location: location
    tags: tags
    telemetryDays: telemetryDays
    operatorEmail: operatorEmail
  }
}

module network 'modules/network.bicep' = if (privateEndpoints) {
  name: 'network'
  params: { name: name, location: location, tags: tags }
}

module storage 'modules/storage.bicep' = {
  name: 'storage'
  params: {
    name: name
    unique: unique
    location: location
    tags: tags
    prefix: prefix
    carriesMessages: queues == 'storage'
    zoneRedundant: zoneRedundant
    workspaceId: monitoring.outputs.workspaceId
    #disable-next-line BCP318
    subnetId: privateEndpoints ? network.outputs.endpointSubnetId : ''
    #disable-next-line BCP318
    zoneIds: privateEndpoints ? network.outputs.storageZoneIds : []
    operatorAddresses: operatorAddresses
  }
}

module vault 'modules/vault.bicep' = {
  name: 'vault'
  params: {
    name: name
    unique: unique
    location: location
    tags: tags
    workspaceId: monitoring.outputs.workspaceId
    #disable-next-line BCP318
    subnetId: privateEndpoints ? network.outputs.endpointSubnetId : ''
    #disable-next-line BCP318
    zoneId: privateEndpoints ? network.outputs.vaultZoneId : ''
    operatorAddresses: operatorAddresses
  }
}

module bus 'modules/servicebus.bicep' = if (queues == 'servicebus') {
  name: 'servicebus'
  params: {
    name: name
    unique: unique
    location: location
    tags: tags
    prefix: prefix
    identityName: identity.outputs.name
    principalId: identity.outputs.principalId
    workspaceId: monitoring.outputs.workspaceId
  }
}

module roles 'modules/roles.bicep' = {
  name: 'roles'
  params: {
    identityName: identity.outputs.name
    principalId: identity.outputs.principalId
    storageName: storage.outputs.name
    vaultName: vault.outputs.name
    insightsName: monitoring.outputs.insightsName
    operatorId: operatorId
    operatorType: operatorType
  }
}

module app 'modules/app.bicep' = {
  name: 'app'
  params: {
    name: name
    unique: unique
    location: location
    tags: tags
    prefix: prefix
    publicUrl: publicUrl
    identityId: identity.outputs.id
    clientId: identity.outputs.clientId
    storageName: storage.outputs.name
    packageUrl: storage.outputs.packageUrl
    vaultUri: vault.outputs.uri
    insightsConnection: monitoring.outputs.insightsConnection
    workspaceId: monitoring.outputs.workspaceId
    hostLogs: hostLogs
    queues: queues
    #disable-next-line BCP318
    busNamespace: queues == 'servicebus' ? bus.outputs.host : ''
    instanceMemoryMB: instanceMemoryMB
    maximumInstanceCount: maximumInstanceCount
    alwaysReadyHttp: alwaysReadyHttp
    zoneRedundant: zoneRedundant
    #disable-next-line BCP318
    subnetId: privateEndpoints ? network.outputs.appSubnetId : ''
    settings: settings
    secretSettings: secretSettings
  }
  // What the app opens at its start must be allowed before it starts. The bus gives its own roles, and the app waits for its address.
  dependsOn: [ roles ]
}

module watch 'modules/watch.bicep' = {
  name: 'watch'
  params: {
    name: name
    location: location
    tags: tags
    appUrl: app.outputs.url
    watchHealth: watchHealth
    insightsId: monitoring.outputs.insightsId
    storageId: storage.outputs.id
    #disable-next-line BCP318
    busId: queues == 'servicebus' ? bus.outputs.id : ''
    actionGroupId: monitoring.outputs.actionGroupId
    monthlyBudget: monthlyBudget
    budgetFrom: budgetFrom
    operatorEmail: operatorEmail
  }
}

@description('The function app, which the package is deployed to.')
output appName string = app.outputs.name

@description('Where it answers, before any domain leads here.')
output url string = app.outputs.url

@description('The storage account, which the first key is made in.')
output storageName string = storage.outputs.name

@description('The container that the package is uploaded to.')
output packageContainer string = storage.outputs.packageContainer

@description('The vault, which relais-secrets-keys is put into before the package is deployed.')
output vaultName string = vault.outputs.name

@description('The client id of the identity of the app.')
output clientId string = identity.outputs.clientId
