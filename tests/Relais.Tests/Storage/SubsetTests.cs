using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using Relais.Storage.Queues;
using Relais.Storage.ServiceBus;
using Relais.Storage.Tables;

namespace Relais.Tests.Storage;

/// <summary>Every public member of our clients is one of the official clients', signature and all: the packages can take their place.</summary>
public sealed partial class SubsetTests
{
    // What the listing leaves out: read from the metadata of Azure.Messaging.ServiceBus 7.21.0.
    private static readonly string[] Receiver =
    [
        "ServiceBusClient.CreateReceiver(System.String queueName, ServiceBusReceiverOptions options) -> ServiceBusReceiver",
        "ServiceBusReceiver.FullyQualifiedNamespace {get;} -> System.String",
        "ServiceBusReceiver.EntityPath {get;} -> System.String",
        "ServiceBusReceiver.ReceiveMode {get;} -> ServiceBusReceiveMode",
        "ServiceBusReceiver.ReceiveMessageAsync(System.Nullable<System.TimeSpan> maxWaitTime = default, System.Threading.CancellationToken cancellationToken = default) -> System.Threading.Tasks.Task<ServiceBusReceivedMessage>",
        "ServiceBusReceiver.CompleteMessageAsync(ServiceBusReceivedMessage message, System.Threading.CancellationToken cancellationToken = default) -> System.Threading.Tasks.Task",
        "ServiceBusReceiver.AbandonMessageAsync(ServiceBusReceivedMessage message, System.Collections.Generic.IDictionary<System.String,System.Object> propertiesToModify = default, System.Threading.CancellationToken cancellationToken = default) -> System.Threading.Tasks.Task",
        "ServiceBusReceiverOptions..ctor()",
        "ServiceBusReceiverOptions.SubQueue {get;set;} -> SubQueue",
        "ServiceBusReceiverOptions.ReceiveMode {get;set;} -> ServiceBusReceiveMode",
        "SubQueue.None = 0",
        "SubQueue.DeadLetter = 1",
        "ServiceBusReceiveMode.PeekLock = 0",
        "ServiceBusReceiveMode.ReceiveAndDelete = 1",
        "ServiceBusReceivedMessage.Body {get;} -> System.BinaryData",
        "ServiceBusReceivedMessage.MessageId {get;} -> System.String",
        "ServiceBusReceivedMessage.LockToken {get;} -> System.String",
        "ServiceBusReceivedMessage.SequenceNumber {get;} -> System.Int64",
        "ServiceBusReceivedMessage.DeliveryCount {get;} -> System.Int32",
        "ServiceBusReceivedMessage.EnqueuedTime {get;} -> System.DateTimeOffset",
    ];

    [SkippableFact]
    public void Every_public_member_is_a_member_of_the_official_clients()
    {
        var listings = new[] { "Azure.Data.Tables.txt", "Azure.Storage.Queues.12.28.1.txt", "Azure.Messaging.ServiceBus.txt" }
            .Select(file => Path.Combine(Azurite.RepositoryRoot, "..", "shared", "facts", "api", file)).ToArray();
        Skip.IfNot(listings.All(File.Exists), "The listings of the official clients are not beside the repository (../shared/facts/api).");
        var official = listings.SelectMany(File.ReadLines).Concat(Receiver).Select(Normal).ToHashSet(StringComparer.Ordinal);
        var ours = Types().SelectMany(Members).Select(Normal).ToList();
        Assert.True(ours.Count > 150, $"Only {ours.Count} members were found.");
        Assert.Equal([], ours.Where(member => !official.Contains(member)));
    }

    private static IEnumerable<Type> Types() => typeof(TableClient).Assembly.GetExportedTypes()
        .Where(type => type.Namespace == typeof(TableClient).Namespace || type.Namespace == typeof(QueueClient).Namespace || type.Namespace == typeof(ServiceBusClient).Namespace || type == typeof(Relais.Storage.StorageSharedKeyCredential));

    private static IEnumerable<string> Members(Type type)
    {
        const BindingFlags Own = BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
        var name = Name(type);
        if (type.IsEnum)
        {
            return Enum.GetNames(type).Select(value => $"{name}.{value} = {Convert.ToInt32(Enum.Parse(type, value), CultureInfo.InvariantCulture)}");
        }

        return type.GetConstructors(Own).Select(constructor => $"{name}..ctor({Parameters(constructor)})")
            .Concat(type.GetProperties(Own).Select(property =>
                $"{name}.{property.Name}{Index(property)} {{{(property.CanRead ? "get;" : "")}{(property.SetMethod?.IsPublic is true ? "set;" : "")}}} -> {Name(property.PropertyType)}"))
            .Concat(type.GetMethods(Own).Where(method => !method.IsSpecialName)
                .Select(method => $"{name}.{method.Name}{Generic(method)}({Parameters(method)}) -> {Name(method.ReturnType)}{(method.IsStatic ? " static" : "")}"));
    }

    private static string Index(PropertyInfo property) =>
        property.GetIndexParameters() is { Length: > 0 } index ? $"[{string.Join(", ", index.Select(parameter => Name(parameter.ParameterType)))}]" : "";

    private static string Generic(MethodInfo method) => method.IsGenericMethodDefinition ? $"<{string.Join(", ", method.GetGenericArguments().Select(Constrained))}>" : "";

    private static string Constrained(Type parameter)
    {
        var constraints = parameter.GetGenericParameterConstraints().Select(Name);
        return $"{parameter.Name} : {string.Join('+', parameter.GenericParameterAttributes.HasFlag(GenericParameterAttributes.ReferenceTypeConstraint) ? constraints.Prepend("class") : constraints)}";
    }

    private static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(parameter =>
        $"{(parameter.ParameterType.IsByRef ? "ref " : "")}{Name(parameter.ParameterType)} {parameter.Name}{(parameter.HasDefaultValue ? " = default" : "")}"));

    private static string Name(Type type)
    {
        if (type.IsByRef || type.IsArray)
        {
            return Name(type.GetElementType()!) + (type.IsArray ? "[]" : "");
        }

        var name = type.IsGenericParameter ? type.Name : type.FullName ?? $"{type.Namespace}.{type.Name}";
        name = name.Split('`')[0].Replace('+', '.');
        name = OurRooms().Replace(name, "");
        return type.IsGenericType ? $"{name}<{string.Join(",", type.GetGenericArguments().Select(Name))}>" : name;
    }

    // Namespaces differ on purpose, sealed members are not virtual, and a default's value is the service's newest version in one place.
    private static string Normal(string line) => Default().Replace(OfficialRooms().Replace(line, "").Replace(" virtual", "", StringComparison.Ordinal), " = default")
        .Replace(", ", ",", StringComparison.Ordinal);

    [GeneratedRegex(@"Relais\.Storage\.((Tables|Queues|ServiceBus)\.)?")]
    private static partial Regex OurRooms();

    [GeneratedRegex(@"Azure\.(Data\.Tables|Storage\.Queues|Storage|Messaging\.ServiceBus)\.(Models\.)?")]
    private static partial Regex OfficialRooms();

    [GeneratedRegex(@"(?<=\w) = \w+(?=[,)])")]
    private static partial Regex Default();
}
