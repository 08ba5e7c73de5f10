// One Trino over the files of a folder, with partitions that are projected as Athena's are: prints its address, ends with its standard input.
import io.trino.plugin.hive.HivePlugin;
import io.trino.testing.DistributedQueryRunner;
import io.trino.testing.TestingSession;
import java.util.HashMap;
import java.util.Map;

public class Server {
  public static void main(String[] arguments) throws Exception {
    var session = TestingSession.testSessionBuilder().setCatalog("hive").setSchema("default").build();
    var runner = DistributedQueryRunner.builder(session)
        .setWorkerCount(0)
        .addExtraProperty("query.max-history", "5")
        .addExtraProperty("query.max-memory", "1GB")
        .addExtraProperty("query.max-memory-per-node", "1GB")
        .build();
    runner.installPlugin(new HivePlugin());
    Map<String, String> hive = new HashMap<>();
    hive.put("hive.metastore", "file");
    hive.put("hive.metastore.catalog.dir", "local:///metastore");
    hive.put("fs.native-local.enabled", "true");
    hive.put("local.location", arguments[0]);
    hive.put("hive.partition-projection-enabled", "true");
    hive.put("hive.ignore-absent-partitions", "true");
    hive.put("hive.max-partitions-per-scan", "1000000");
    hive.put("hive.non-managed-table-writes-enabled", "true");
    hive.put("hive.security", "allow-all");
    runner.createCatalog("hive", "hive", hive);
    runner.execute("CREATE SCHEMA hive.\"default\"");
    System.out.println("READY " + runner.getCoordinator().getBaseUrl());
    while (System.in.read() != -1) {}
    System.exit(0);
  }
}
