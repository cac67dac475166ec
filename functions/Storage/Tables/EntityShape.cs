using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.Serialization;

namespace Relais.Storage.Tables;

/// <summary>Which properties of a typed row are columns: its public ones that can be read and written.</summary>
internal sealed class EntityShape
{
    private const string RowsAreOurs = "Types of rows are those of the app, and its own assembly is published whole: Relais.csproj, TrimmerRootAssembly.";


    private static readonly ConcurrentDictionary<Type, EntityShape> Known = new();
    private readonly (string Column, PropertyInfo Property)[] columns;

    [UnconditionalSuppressMessage("Trimming", "IL2070", Justification = RowsAreOurs)]
    private EntityShape(Type type) => columns =
    [
        .. type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property is { CanRead: true, CanWrite: true } && property.GetIndexParameters().Length == 0)
            .Where(property => !IsSystem(property.Name) && !property.IsDefined(typeof(IgnoreDataMemberAttribute)))
            .Select(property => (property.GetCustomAttribute<DataMemberAttribute>()?.Name ?? property.Name, property)),
    ];

    public static EntityShape Of(Type type) => Known.GetOrAdd(type, known => new EntityShape(known));

    public TableEntity ToTableEntity(ITableEntity entity)
    {
        var row = new TableEntity(entity.PartitionKey, entity.RowKey);
        foreach (var (column, property) in columns)
        {
            row.SetRead(column, property.GetValue(entity) switch
            {
                Enum named => named.ToString(),
                var value => value,
            });
        }

        return row;
    }

    [UnconditionalSuppressMessage("Trimming", "IL2091", Justification = RowsAreOurs)]
    public static T FromTableEntity<T>(TableEntity row)
        where T : class, ITableEntity
    {
        if (row is T same)
        {
            return same;
        }

        var entity = Activator.CreateInstance<T>();
        foreach (var (column, property) in Of(typeof(T)).columns)
        {
            if (row[column] is { } value)
            {
                property.SetValue(entity, Fit(value, Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType, column));
            }
        }

        entity.PartitionKey = row.PartitionKey;
        entity.RowKey = row.RowKey;
        entity.Timestamp = row.Timestamp;
        entity.ETag = row.ETag;
        return entity;
    }

    private static bool IsSystem(string name) =>
        name is nameof(ITableEntity.PartitionKey) or nameof(ITableEntity.RowKey) or nameof(ITableEntity.Timestamp) or nameof(ITableEntity.ETag);

    private static object Fit(object value, Type wanted, string column) => value switch
    {
        _ when wanted.IsInstanceOfType(value) => value,
        string name when wanted.IsEnum && Enum.TryParse(wanted, name, out var named) => named,
        int number when wanted == typeof(long) => (long)number,
        int number when wanted == typeof(double) => (double)number,
        DateTimeOffset instant when wanted == typeof(DateTime) => instant.UtcDateTime,
        byte[] bytes when wanted == typeof(BinaryData) => BinaryData.FromBytes(bytes),
        _ => throw new InvalidOperationException($"The column {column} holds a {value.GetType().Name}, the property wants a {wanted.Name}."),
    };
}
