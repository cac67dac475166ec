// A network of our own, in which storage and vault are reached; only where it is asked for, since it costs.
@description('What every resource is named after.')
param name string
@description('Where it lies.')
param location string
@description('What it is marked with.')
param tags object

var zoneNames = [
  'privatelink.blob.${environment().suffixes.storage}'
  'privatelink.queue.${environment().suffixes.storage}'
  'privatelink.table.${environment().suffixes.storage}'
  'privatelink.vaultcore.azure.net'
]

resource network 'Microsoft.Network/virtualNetworks@2023-11-01' = {
  name: 'vnet-${name}'
  location: location
  tags: tags
  properties: {
    addressSpace: { addressPrefixes: [ '10.20.0.0/24' ] }
    // Inside the network and not beside it: a deployment that finds subnets elsewhere takes them away.
    subnets: [
      {
        name: 'app'
        properties: {
          addressPrefix: '10.20.0.0/26'
          // What Flex Consumption wants, other than every other plan; the provider Microsoft.App must be registered in the subscription.
          delegations: [ { name: 'app', properties: { serviceName: 'Microsoft.App/environments' } } ]
          // All that the app asks goes through this network, sources and mail servers too.
          defaultOutboundAccess: true
        }
      }
      {
        name: 'endpoints'
        properties: {
          addressPrefix: '10.20.0.64/26'
          privateEndpointNetworkPolicies: 'Disabled'
        }
      }
    ]
  }
}

resource zone 'Microsoft.Network/privateDnsZones@2020-06-01' = [for one in zoneNames: {
  name: one
  location: 'global'
  tags: tags
}]

resource link 'Microsoft.Network/privateDnsZones/virtualNetworkLinks@2020-06-01' = [for (one, i) in zoneNames: {
  parent: zone[i]
  name: 'relais'
  location: 'global'
  properties: {
    registrationEnabled: false
    virtualNetwork: { id: network.id }
  }
}]

@description('The subnet that the app calls from.')
output appSubnetId string = '${network.id}/subnets/app'
@description('The subnet of private endpoints.')
output endpointSubnetId string = '${network.id}/subnets/endpoints'
@description('The zones of names of blob, queue and table.')
output storageZoneIds array = [ zone[0].id, zone[1].id, zone[2].id ]
@description('The zone of names of vaults.')
output vaultZoneId string = zone[3].id
